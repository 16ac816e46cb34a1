CREATE TABLE vehicles (
    id TEXT PRIMARY KEY NOT NULL DEFAULT (
        lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2)
        || '-' || substr('89ab', 1 + (abs(random()) % 4), 1) || substr(lower(hex(randomblob(2))), 2)
        || '-' || lower(hex(randomblob(6)))),
    make TEXT,
    model TEXT,
    year INTEGER,
    vin TEXT,
    mileage INTEGER,
    sale_price NUMERIC,
    sale_date TEXT,
    discovery_url TEXT,
    listing_url TEXT,
    platform_url TEXT,
    bat_auction_url TEXT,
    description TEXT,
    status TEXT,
    is_public INTEGER NOT NULL DEFAULT 1,
    origin_metadata TEXT CHECK (origin_metadata IS NULL OR json_valid(origin_metadata)),
    primary_image_url TEXT,
    image_url TEXT,
    vin_source TEXT,
    vin_confidence REAL,
    deleted_at TEXT,
    merged_into_vehicle_id TEXT REFERENCES vehicles (id),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
