INSERT INTO scrape_steps (id, vehicle_id, step_name, status, error_message, metadata, created_at, completed_at, cause,
                          fingerprint, host, http_status, bytes, elapsed_ms, worker, batch_id, attempt_number, reason, is_dead,
                          is_retry, recovery_ms)
SELECT j.value ->> 'id', j.value ->> 'vehicle_id', j.value ->> 'step_name', j.value ->> 'status', j.value ->> 'message',
       j.value ->> 'metadata', j.value ->> 'created_at', j.value ->> 'completed_at', j.value ->> 'cause',
       j.value ->> 'fingerprint', j.value ->> 'host', j.value ->> 'http_status', j.value ->> 'bytes',
       j.value ->> 'elapsed_ms', j.value ->> 'worker', j.value ->> 'batch_id', j.value ->> 'attempt_number',
       j.value ->> 'reason', j.value ->> 'is_dead',
       EXISTS (SELECT 1 FROM scrape_steps p WHERE p.vehicle_id = j.value ->> 'vehicle_id'
               AND p.step_name = j.value ->> 'step_name' AND p.status IN ('success', 'failed')),
       (SELECT max(0, CAST(round((julianday(j.value ->> 'completed_at') - julianday(s.failed_since)) * 86400000) AS INTEGER))
        FROM vehicle_steps s WHERE s.vehicle_id = j.value ->> 'vehicle_id' AND s.step_name = j.value ->> 'step_name'
        AND s.failed_since IS NOT NULL AND j.value ->> 'status' = 'success')
FROM json_each(:rows) j
