CREATE UNIQUE INDEX scrape_retry_queue_active_key ON scrape_retry_queue (vehicle_id, step_name)
WHERE status IN ('pending', 'running')
