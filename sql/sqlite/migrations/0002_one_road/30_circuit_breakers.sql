-- The gate of each host and step. Workers claim from closed gates only; a host that is down costs nothing.
CREATE TABLE circuit_breakers (
    host TEXT NOT NULL,
    step_name TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'half_open')),
    open_until TEXT,
    reason TEXT NOT NULL DEFAULT '',
    manual INTEGER NOT NULL DEFAULT 0,
    trips INTEGER NOT NULL DEFAULT 0,
    changed_at TEXT,
    probe_owner TEXT,
    probe_until TEXT,
    PRIMARY KEY (host, step_name)
) WITHOUT ROWID
