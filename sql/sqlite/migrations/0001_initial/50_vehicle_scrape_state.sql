-- One narrow row for each vehicle, kept by triggers. Lists and counts read this table and never count images.
-- failing holds the bits of core::FailureType.
CREATE TABLE vehicle_scrape_state (
    vehicle_id TEXT PRIMARY KEY NOT NULL REFERENCES vehicles (id) ON DELETE CASCADE,
    created_at TEXT NOT NULL,
    failing INTEGER NOT NULL DEFAULT 0,
    expected_count INTEGER NOT NULL DEFAULT 0,
    stored_count INTEGER NOT NULL DEFAULT 0,
    missing_count INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL DEFAULT '',
    search_text TEXT NOT NULL DEFAULT '',
    fetch_failed INTEGER NOT NULL DEFAULT 0,
    last_cause TEXT,
    last_fingerprint TEXT,
    last_step TEXT,
    last_host TEXT,
    last_failed_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_retry_at TEXT,
    running INTEGER NOT NULL DEFAULT 0,
    held_reason TEXT,
    version INTEGER NOT NULL DEFAULT 1
)
