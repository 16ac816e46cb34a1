-- The last error, or why nothing was done.
ALTER TABLE scrape_retry_queue ADD COLUMN message TEXT
