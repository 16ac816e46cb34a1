CREATE INDEX scrape_retry_queue_leased ON scrape_retry_queue (lease_until) WHERE status = 'running'
