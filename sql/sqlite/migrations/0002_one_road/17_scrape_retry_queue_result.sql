-- Of a completed row: success, known_absent or skipped.
ALTER TABLE scrape_retry_queue ADD COLUMN result TEXT
