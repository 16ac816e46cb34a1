-- What an operator decided about all failures of a fingerprint, those to come included.
CREATE TABLE cause_rules (
    fingerprint text COLLATE "C" PRIMARY KEY,
    cause text COLLATE "C" NOT NULL,
    action text NOT NULL CHECK (action IN ('ignore', 'final')),
    reason text NOT NULL DEFAULT '',
    until timestamptz,
    actor text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
)
