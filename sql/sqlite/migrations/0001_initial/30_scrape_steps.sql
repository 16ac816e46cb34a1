-- Attempts: one row for each run of one step, written when it has ended and never changed.
CREATE TABLE scrape_steps (
    id TEXT PRIMARY KEY NOT NULL,
    vehicle_id TEXT REFERENCES vehicles (id) ON DELETE SET NULL,
    step_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'success', 'failed', 'skipped')),
    error_message TEXT,
    metadata TEXT CHECK (metadata IS NULL OR json_valid(metadata)),
    created_at TEXT NOT NULL,
    completed_at TEXT,
    cause TEXT,
    fingerprint TEXT,
    host TEXT,
    http_status INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    elapsed_ms INTEGER NOT NULL DEFAULT 0,
    worker TEXT,
    batch_id TEXT,
    attempt_number INTEGER NOT NULL DEFAULT 1,
    is_retry INTEGER NOT NULL DEFAULT 0
)
