CREATE TABLE host_gates (
    host text COLLATE "C" PRIMARY KEY,
    paused_until timestamptz,
    reason text NOT NULL DEFAULT '',
    per_host integer,
    rate double precision,
    rate_factor double precision NOT NULL DEFAULT 1
)
