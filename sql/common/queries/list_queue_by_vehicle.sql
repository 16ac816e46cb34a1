SELECT step_name, status, next_retry_at FROM scrape_retry_queue
WHERE vehicle_id = :vehicle_id AND status IN ('pending', 'running', 'dead')
