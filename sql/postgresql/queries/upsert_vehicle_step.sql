INSERT INTO vehicle_steps AS t (vehicle_id, step_name, status, cause, fingerprint, message, host, attempts, is_final,
                                extractor_version, last_attempt_at, failed_since)
SELECT :vehicle_id, :step_name, :status, :cause, :fingerprint, :message, :host, :attempts, :is_final,
       :extractor_version, :now, CASE :status WHEN 'failed' THEN CAST(:now AS timestamptz) END
WHERE EXISTS (SELECT 1 FROM vehicles v WHERE v.id = :vehicle_id)
ON CONFLICT (vehicle_id, step_name) DO UPDATE SET
    status = excluded.status, cause = excluded.cause, fingerprint = excluded.fingerprint, message = excluded.message,
    host = excluded.host, is_final = excluded.is_final, extractor_version = excluded.extractor_version,
    last_attempt_at = excluded.last_attempt_at,
    failed_since = CASE excluded.status WHEN 'failed' THEN coalesce(t.failed_since, excluded.last_attempt_at)
                                        WHEN 'success' THEN NULL ELSE t.failed_since END,
    attempts = CASE excluded.status WHEN 'failed' THEN t.attempts + excluded.attempts ELSE 0 END
