CREATE UNIQUE INDEX vehicles_vin_key ON public.vehicles (vin) WHERE vin IS NOT NULL
