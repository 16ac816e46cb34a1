CREATE INDEX scrape_retry_queue_due ON scrape_retry_queue (priority, next_retry_at, id) WHERE status = 'pending'
