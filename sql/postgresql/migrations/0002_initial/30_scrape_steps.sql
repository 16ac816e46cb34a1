-- Attempts: one row for each run of one step, written when it has ended and never changed.
CREATE TABLE scrape_steps (
    id text COLLATE "C" PRIMARY KEY DEFAULT gen_random_uuid()::text,
    vehicle_id vehicle_key,
    step_name text COLLATE "C" NOT NULL,
    status text COLLATE "C" NOT NULL CHECK (status IN ('pending', 'success', 'failed', 'skipped')),
    error_message text,
    metadata jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    cause text COLLATE "C",
    fingerprint text COLLATE "C",
    host text COLLATE "C",
    http_status integer,
    bytes bigint NOT NULL DEFAULT 0,
    elapsed_ms bigint NOT NULL DEFAULT 0,
    worker text COLLATE "C",
    batch_id text COLLATE "C",
    attempt_number integer NOT NULL DEFAULT 1,
    is_retry integer NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT 'retry',
    is_dead integer NOT NULL DEFAULT 0,
    recovery_ms bigint
)
