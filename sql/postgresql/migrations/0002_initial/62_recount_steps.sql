-- Copies the last failure of these vehicles into their state.
CREATE FUNCTION recount_steps(ids vehicle_key[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM vehicle_scrape_state WHERE vehicle_id = ANY (ids) ORDER BY vehicle_id FOR NO KEY UPDATE;
    UPDATE vehicle_scrape_state s SET
        last_cause = f.cause, last_fingerprint = f.fingerprint, last_step = f.step_name, last_host = f.host,
        last_failed_at = f.last_attempt_at, attempts = coalesce(f.attempts, 0),
        fetch_failed = CASE WHEN EXISTS (SELECT 1 FROM vehicle_steps p WHERE p.vehicle_id = k.id
                                         AND p.step_name = 'fetch_listing' AND p.status = 'failed') THEN 1 ELSE 0 END,
        version = s.version + 1
    FROM unnest(ids) k (id)
    LEFT JOIN LATERAL (SELECT * FROM vehicle_steps x WHERE x.vehicle_id = k.id AND x.status = 'failed'
                       ORDER BY x.last_attempt_at DESC, x.step_name LIMIT 1) f ON true
    WHERE s.vehicle_id = k.id
      AND (s.last_cause, s.last_fingerprint, s.last_step, s.last_host, s.last_failed_at, s.attempts, s.fetch_failed)
          IS DISTINCT FROM (f.cause, f.fingerprint, f.step_name, f.host, f.last_attempt_at, coalesce(f.attempts, 0),
                            CASE WHEN EXISTS (SELECT 1 FROM vehicle_steps p WHERE p.vehicle_id = k.id
                                              AND p.step_name = 'fetch_listing' AND p.status = 'failed') THEN 1 ELSE 0 END);
END $$
