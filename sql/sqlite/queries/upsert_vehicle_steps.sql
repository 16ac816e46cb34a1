INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, message, host, attempts, is_final,
                           extractor_version, last_attempt_at, failed_since)
SELECT j.value ->> 'vehicle_id', j.value ->> 'step_name', j.value ->> 'status', j.value ->> 'cause',
       j.value ->> 'fingerprint', j.value ->> 'message', j.value ->> 'host', j.value ->> 'tries', j.value ->> 'is_final',
       j.value ->> 'extractor_version', j.value ->> 'completed_at',
       iif(j.value ->> 'status' = 'failed', j.value ->> 'completed_at', NULL)
FROM json_each(:rows) j
WHERE EXISTS (SELECT 1 FROM vehicles v WHERE v.id = j.value ->> 'vehicle_id')
ON CONFLICT (vehicle_id, step_name) DO UPDATE SET
    status = excluded.status, cause = excluded.cause, fingerprint = excluded.fingerprint, message = excluded.message,
    host = excluded.host, is_final = excluded.is_final, extractor_version = excluded.extractor_version,
    last_attempt_at = excluded.last_attempt_at,
    failed_since = CASE excluded.status WHEN 'failed' THEN coalesce(failed_since, excluded.last_attempt_at)
                                        WHEN 'success' THEN NULL ELSE failed_since END,
    attempts = CASE excluded.status WHEN 'failed' THEN attempts + excluded.attempts ELSE 0 END
