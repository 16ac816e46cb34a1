-- What a claimed row of the queue ends with.
CREATE TYPE ended_step AS (
    id text, token text, status text, retry_count integer, next_retry_at timestamptz, cause text, fingerprint text, message text,
    result text, host text, held_reason text, completed_at timestamptz, requested integer, stored integer, skipped integer,
    failed integer)
