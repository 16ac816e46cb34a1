-- Who works: the workers that are alive divide what a host may be asked among them. One that died stays for a while, so
-- that somebody sees it.
CREATE TABLE workers (
    owner TEXT PRIMARY KEY NOT NULL,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    version TEXT NOT NULL,
    started_at TEXT NOT NULL,
    heartbeat_at TEXT NOT NULL
) WITHOUT ROWID
