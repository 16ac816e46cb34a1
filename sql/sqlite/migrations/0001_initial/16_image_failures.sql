-- Only images that failed have a row here; it goes when the image is stored.
CREATE TABLE image_failures (
    vehicle_id TEXT NOT NULL REFERENCES vehicles (id) ON DELETE CASCADE,
    source_url TEXT NOT NULL,
    cause TEXT NOT NULL,
    message TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 1,
    is_final INTEGER NOT NULL DEFAULT 0,
    failed_at TEXT NOT NULL,
    PRIMARY KEY (vehicle_id, source_url)
) WITHOUT ROWID
