-- Where each step of a vehicle stands: its last attempt, in one row.
CREATE TABLE vehicle_steps (
    vehicle_id TEXT NOT NULL REFERENCES vehicles (id) ON DELETE CASCADE,
    step_name TEXT NOT NULL,
    status TEXT NOT NULL,
    cause TEXT,
    fingerprint TEXT,
    message TEXT,
    host TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    is_final INTEGER NOT NULL DEFAULT 0,
    extractor_version INTEGER NOT NULL DEFAULT 0,
    last_attempt_at TEXT NOT NULL,
    PRIMARY KEY (vehicle_id, step_name)
) WITHOUT ROWID
