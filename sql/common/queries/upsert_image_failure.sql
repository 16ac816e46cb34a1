INSERT INTO image_failures (vehicle_id, source_url, cause, message, attempts, is_final, failed_at)
VALUES (:vehicle_id, :source_url, :cause, coalesce(:message, ''), :attempts, :is_final, :now)
ON CONFLICT (vehicle_id, source_url) DO UPDATE SET
    cause = excluded.cause, message = excluded.message, attempts = excluded.attempts, is_final = excluded.is_final,
    failed_at = excluded.failed_at
