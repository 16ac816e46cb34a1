CREATE TABLE audit_log (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    filter TEXT NOT NULL DEFAULT '',
    items INTEGER NOT NULL DEFAULT 0,
    hash TEXT NOT NULL DEFAULT '',
    batch_id TEXT,
    result TEXT NOT NULL DEFAULT ''
)
