CREATE UNIQUE INDEX vehicles_vin_key ON vehicles (vin) WHERE vin IS NOT NULL
