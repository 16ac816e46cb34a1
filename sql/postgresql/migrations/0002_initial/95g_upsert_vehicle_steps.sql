CREATE FUNCTION upsert_vehicle_steps(ended attempt[]) RETURNS void LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    INSERT INTO vehicle_steps AS t (vehicle_id, step_name, status, cause, fingerprint, message, host, attempts, is_final,
                                    extractor_version, last_attempt_at, failed_since)
    SELECT a.vehicle_id, a.step_name, a.status, a.cause, a.fingerprint, a.message, a.host, a.tries, a.is_final,
           a.extractor_version, a.completed_at, CASE a.status WHEN 'failed' THEN a.completed_at END
    FROM rows_of(ended) a
    WHERE a.vehicle_id IS NOT NULL
    ON CONFLICT (vehicle_id, step_name) DO UPDATE SET
        status = excluded.status, cause = excluded.cause, fingerprint = excluded.fingerprint, message = excluded.message,
        host = excluded.host, is_final = excluded.is_final, extractor_version = excluded.extractor_version,
        last_attempt_at = excluded.last_attempt_at,
        failed_since = CASE excluded.status WHEN 'failed' THEN coalesce(t.failed_since, excluded.last_attempt_at)
                                            WHEN 'success' THEN NULL ELSE t.failed_since END,
        attempts = CASE excluded.status WHEN 'failed' THEN t.attempts + excluded.attempts ELSE 0 END;
END $$
