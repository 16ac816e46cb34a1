-- Every URL a vehicle is known by, in the form URLs are compared in; kept by the triggers of vehicles.
CREATE TABLE vehicle_urls (
    url_key text COLLATE "C" PRIMARY KEY,
    vehicle_id vehicle_key NOT NULL REFERENCES public.vehicles (id) ON DELETE CASCADE
)
