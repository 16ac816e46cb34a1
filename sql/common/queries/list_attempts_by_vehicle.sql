SELECT id, step_name, status, error_message, metadata, created_at, completed_at, cause, fingerprint, host, http_status,
       bytes, elapsed_ms, worker, batch_id, attempt_number
FROM scrape_steps WHERE vehicle_id = :vehicle_id
ORDER BY created_at DESC, completed_at DESC, id LIMIT :limit
