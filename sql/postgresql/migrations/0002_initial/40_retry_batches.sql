-- A running batch whose starts_at has not come is called waiting: its undo window is open.
CREATE TABLE retry_batches (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('import', 'retry')),
    state text COLLATE "C" NOT NULL DEFAULT 'running' CHECK (state IN ('planned', 'running', 'paused', 'done', 'cancelled')),
    state_reason text,
    reason text NOT NULL DEFAULT 'retry',
    actor text NOT NULL DEFAULT '',
    filter text NOT NULL DEFAULT '',
    plan_hash text NOT NULL DEFAULT '',
    options jsonb NOT NULL DEFAULT '{}',
    canary_size integer NOT NULL DEFAULT 0,
    canary_min_percent integer NOT NULL DEFAULT 0,
    starts_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    settling integer NOT NULL DEFAULT 0,
    adding_until timestamptz
)
