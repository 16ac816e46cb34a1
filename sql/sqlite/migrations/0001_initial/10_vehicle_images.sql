CREATE TABLE vehicle_images (
    id TEXT PRIMARY KEY NOT NULL DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    vehicle_id TEXT REFERENCES vehicles (id) ON DELETE CASCADE,
    user_id TEXT,
    image_url TEXT NOT NULL,
    storage_path TEXT,
    file_hash TEXT,
    file_size INTEGER,
    mime_type TEXT,
    filename TEXT,
    width INTEGER,
    height INTEGER,
    source TEXT,
    source_url TEXT,
    position INTEGER,
    is_primary INTEGER NOT NULL DEFAULT 0,
    taken_at TEXT,
    exif_data TEXT CHECK (exif_data IS NULL OR json_valid(exif_data)),
    is_duplicate INTEGER NOT NULL DEFAULT 0,
    is_document INTEGER NOT NULL DEFAULT 0,
    is_superseded INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
