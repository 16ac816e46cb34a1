CREATE INDEX scrape_retry_queue_held ON scrape_retry_queue (batch_id) WHERE status = 'pending' AND held_reason IS NOT NULL
