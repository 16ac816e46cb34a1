ALTER TABLE scrape_retry_queue ADD COLUMN fingerprint TEXT
