-- Who records holds the vehicle, by its queue row or the page that it keeps: it is looked for here, and locked there.
CREATE FUNCTION insert_attempts(ended attempt[]) RETURNS void LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    IF EXISTS (SELECT FROM rows_of(ended) a
               WHERE a.vehicle_id IS NOT NULL
                 AND (SELECT 1 FROM vehicles v WHERE v.id = a.vehicle_id LIMIT 1) IS NULL) THEN
        RAISE foreign_key_violation USING MESSAGE = 'the vehicle of an attempt is not there';
    END IF;
    INSERT INTO scrape_steps (id, vehicle_id, step_name, status, error_message, metadata, created_at, completed_at, cause,
                              fingerprint, host, http_status, bytes, elapsed_ms, worker, batch_id, attempt_number, reason,
                              is_dead, is_retry, recovery_ms)
    SELECT a.id, a.vehicle_id, a.step_name, a.status, a.message, a.metadata, a.created_at, a.completed_at, a.cause,
           a.fingerprint, a.host, a.http_status, a.bytes, a.elapsed_ms, a.worker, a.batch_id, a.attempt_number, a.reason,
           a.is_dead,
           coalesce((SELECT 1 FROM scrape_steps p WHERE p.vehicle_id = a.vehicle_id AND p.step_name = a.step_name
                     AND p.status IN ('success', 'failed') LIMIT 1), 0),
           (SELECT greatest(0, round(extract(epoch FROM a.completed_at - s.failed_since) * 1000))::bigint
            FROM vehicle_steps s WHERE s.vehicle_id = a.vehicle_id AND s.step_name = a.step_name AND s.failed_since IS NOT NULL
            AND a.status = 'success')
    FROM rows_of(ended) a;
END $$
