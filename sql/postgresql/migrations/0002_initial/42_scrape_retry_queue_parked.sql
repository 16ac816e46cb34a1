CREATE INDEX scrape_retry_queue_parked ON scrape_retry_queue (parked) WHERE status = 'pending' AND parked <> 0
