CREATE INDEX scrape_retry_queue_by_batch
ON scrape_retry_queue (batch_id, parked, host, step_name, blocked, priority, next_retry_at, id)
WHERE status = 'pending' AND batch_id IS NOT NULL
