SELECT status, coalesce(batch_id, '') FROM scrape_retry_queue
WHERE vehicle_id = :vehicle_id AND step_name = :step_name AND status IN ('pending', 'running')
