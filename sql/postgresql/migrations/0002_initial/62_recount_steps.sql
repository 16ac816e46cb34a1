-- Copies the last failure of these vehicles into their state.
CREATE FUNCTION recount_steps(ids vehicle_key[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM FROM vehicle_scrape_state WHERE vehicle_id = ANY (ids) ORDER BY vehicle_id FOR NO KEY UPDATE;
    UPDATE vehicle_scrape_state s SET
        last_cause = f.cause, last_fingerprint = f.fingerprint, last_step = f.step_name, last_host = f.host,
        last_failed_at = f.last_attempt_at, attempts = coalesce(f.attempts, 0),
        fetch_failed = coalesce(p.failed, 0), version = s.version + 1
    FROM unnest(ids) k (id)
    LEFT JOIN LATERAL (SELECT * FROM vehicle_steps x WHERE x.vehicle_id = k.id AND (x.status = 'failed') IS TRUE
                       ORDER BY x.last_attempt_at DESC, x.step_name LIMIT 1) f ON true
    LEFT JOIN LATERAL (SELECT 1 AS failed FROM vehicle_steps x WHERE x.vehicle_id = k.id
                       AND x.step_name = 'fetch_listing' AND (x.status = 'failed') IS TRUE LIMIT 1) p ON true
    WHERE s.vehicle_id = ANY (ids) AND s.vehicle_id = k.id
      AND (s.last_cause, s.last_fingerprint, s.last_step, s.last_host, s.last_failed_at, s.attempts, s.fetch_failed)
          IS DISTINCT FROM (f.cause, f.fingerprint, f.step_name, f.host, f.last_attempt_at, coalesce(f.attempts, 0),
                            coalesce(p.failed, 0));
END $$
