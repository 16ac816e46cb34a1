-- Where a step stands is what its newer attempt says.
INSERT INTO vehicle_steps (vehicle_id, step_name, status, cause, fingerprint, message, host, attempts, is_final,
                           extractor_version, last_attempt_at, failed_since)
SELECT :into, step_name, status, cause, fingerprint, message, host, attempts, is_final, extractor_version,
       last_attempt_at, failed_since
FROM vehicle_steps WHERE vehicle_id = :from
ON CONFLICT (vehicle_id, step_name) DO UPDATE SET
    status = excluded.status, cause = excluded.cause, fingerprint = excluded.fingerprint, message = excluded.message,
    host = excluded.host, attempts = excluded.attempts, is_final = excluded.is_final,
    extractor_version = excluded.extractor_version, last_attempt_at = excluded.last_attempt_at,
    failed_since = excluded.failed_since
WHERE excluded.last_attempt_at >= vehicle_steps.last_attempt_at
