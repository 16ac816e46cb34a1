-- The gate of each host and step. Workers claim from closed gates only; a host that is down costs nothing.
CREATE TABLE circuit_breakers (
    host text COLLATE "C" NOT NULL,
    step_name text COLLATE "C" NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'half_open')),
    open_until timestamptz,
    reason text NOT NULL DEFAULT '',
    manual integer NOT NULL DEFAULT 0,
    trips integer NOT NULL DEFAULT 0,
    changed_at timestamptz,
    probe_owner text,
    probe_until timestamptz,
    PRIMARY KEY (host, step_name)
)
