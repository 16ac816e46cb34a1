CREATE TABLE retry_batches (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('import', 'retry')),
    cancelled INTEGER NOT NULL DEFAULT 0,
    filter TEXT NOT NULL DEFAULT '',
    planned INTEGER NOT NULL DEFAULT 0,
    plan_hash TEXT NOT NULL DEFAULT '',
    starts_at TEXT NOT NULL,
    created_at TEXT NOT NULL
)
