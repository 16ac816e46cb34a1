CREATE TABLE host_gates (
    host TEXT PRIMARY KEY NOT NULL,
    paused_until TEXT NOT NULL,
    reason TEXT NOT NULL
) WITHOUT ROWID
