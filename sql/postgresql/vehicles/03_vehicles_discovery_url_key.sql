CREATE UNIQUE INDEX vehicles_discovery_url_key ON public.vehicles (discovery_url) WHERE discovery_url IS NOT NULL
