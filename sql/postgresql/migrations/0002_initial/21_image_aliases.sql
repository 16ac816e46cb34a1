-- A wanted URL whose bytes equal another image of the same vehicle: not missing, no row of its own, never fetched again.
CREATE TABLE image_aliases (
    vehicle_id vehicle_key NOT NULL REFERENCES public.vehicles (id) ON DELETE CASCADE,
    source_url text COLLATE "C" NOT NULL,
    image_id image_key NOT NULL REFERENCES public.vehicle_images (id) ON DELETE CASCADE,
    PRIMARY KEY (vehicle_id, source_url)
)
