CREATE INDEX scrape_retry_queue_by_status ON scrape_retry_queue (status) WHERE status IN ('dead', 'completed')
