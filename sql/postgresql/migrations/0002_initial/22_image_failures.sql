-- Only images that failed have a row here; it goes when the image is stored.
CREATE TABLE image_failures (
    vehicle_id vehicle_key NOT NULL REFERENCES public.vehicles (id) ON DELETE CASCADE,
    source_url text COLLATE "C" NOT NULL,
    cause text COLLATE "C" NOT NULL,
    message text NOT NULL,
    attempts integer NOT NULL DEFAULT 1,
    is_final integer NOT NULL DEFAULT 0,
    failed_at timestamptz NOT NULL,
    PRIMARY KEY (vehicle_id, source_url)
)
