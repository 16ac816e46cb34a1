CREATE INDEX scrape_retry_queue_due ON scrape_retry_queue (host, step_name, blocked, priority, next_retry_at, id)
WHERE status = 'pending' AND parked = 0
