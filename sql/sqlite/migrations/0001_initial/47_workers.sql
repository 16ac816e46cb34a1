-- The workers that are alive: they divide what a host may be asked among them.
CREATE TABLE workers (
    owner TEXT PRIMARY KEY NOT NULL,
    heartbeat_at TEXT NOT NULL
) WITHOUT ROWID
