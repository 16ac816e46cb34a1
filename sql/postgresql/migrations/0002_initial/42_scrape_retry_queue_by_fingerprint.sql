CREATE INDEX scrape_retry_queue_by_fingerprint ON scrape_retry_queue (fingerprint)
WHERE status = 'pending' AND fingerprint IS NOT NULL
