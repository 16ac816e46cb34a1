-- A wanted URL whose bytes equal another image of the same vehicle: not missing, no row of its own, never fetched again.
CREATE TABLE image_aliases (
    vehicle_id TEXT NOT NULL REFERENCES vehicles (id) ON DELETE CASCADE,
    source_url TEXT NOT NULL,
    image_id TEXT NOT NULL REFERENCES vehicle_images (id) ON DELETE CASCADE,
    PRIMARY KEY (vehicle_id, source_url)
) WITHOUT ROWID
