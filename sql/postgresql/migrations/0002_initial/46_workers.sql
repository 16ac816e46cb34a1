-- The workers that are alive: they divide what a host may be asked among them.
CREATE TABLE workers (
    owner text PRIMARY KEY,
    heartbeat_at timestamptz NOT NULL
)
