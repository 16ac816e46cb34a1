CREATE TABLE page_snapshots (
    id INTEGER PRIMARY KEY,
    vehicle_id TEXT NOT NULL REFERENCES vehicles (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES page_blobs (sha256),
    fetched_at TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('http', 'file'))
)
