-- An attempt with what the row of its step needs besides.
CREATE TYPE attempt AS (
    id text, vehicle_id vehicle_key, step_name text, status text, message text, metadata jsonb, created_at timestamptz,
    completed_at timestamptz, cause text, fingerprint text, host text, http_status integer, bytes bigint, elapsed_ms bigint,
    worker text, batch_id text, attempt_number integer, reason text, is_dead integer, tries integer, is_final integer,
    extractor_version integer)
