INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, message, host, attempts, is_final,
                           extractor_version, last_attempt_at)
SELECT :vehicle_id, :step_name, :status, :cause, :fingerprint, :message, :host, :attempts, :is_final,
       :extractor_version, :now
WHERE EXISTS (SELECT 1 FROM vehicles v WHERE v.id = :vehicle_id)
ON CONFLICT (vehicle_id, step_name) DO UPDATE SET
    status = excluded.status, cause = excluded.cause, fingerprint = excluded.fingerprint, message = excluded.message,
    host = excluded.host, is_final = excluded.is_final, extractor_version = excluded.extractor_version,
    last_attempt_at = excluded.last_attempt_at,
    attempts = CASE excluded.status WHEN 'failed' THEN attempts + excluded.attempts ELSE 0 END
