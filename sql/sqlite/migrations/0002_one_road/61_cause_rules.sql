-- What an operator decided about all failures of a fingerprint, those to come included.
CREATE TABLE cause_rules (
    fingerprint TEXT PRIMARY KEY NOT NULL,
    cause TEXT NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('ignore', 'final')),
    reason TEXT NOT NULL DEFAULT '',
    until TEXT,
    actor TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL
) WITHOUT ROWID
