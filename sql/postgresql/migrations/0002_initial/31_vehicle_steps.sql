-- Where each step of a vehicle stands: its last attempt, in one row.
CREATE TABLE vehicle_steps (
    vehicle_id vehicle_key NOT NULL,
    step_name text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL,
    cause text COLLATE "C",
    fingerprint text COLLATE "C",
    message text,
    host text COLLATE "C",
    attempts integer NOT NULL DEFAULT 0,
    is_final integer NOT NULL DEFAULT 0,
    extractor_version integer NOT NULL DEFAULT 0,
    last_attempt_at timestamptz NOT NULL,
    failed_since timestamptz,
    PRIMARY KEY (vehicle_id, step_name)
)
