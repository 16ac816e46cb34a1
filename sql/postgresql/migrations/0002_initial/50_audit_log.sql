CREATE TABLE audit_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    filter text NOT NULL DEFAULT '',
    items bigint NOT NULL DEFAULT 0,
    hash text NOT NULL DEFAULT '',
    batch_id text COLLATE "C",
    result text NOT NULL DEFAULT ''
)
