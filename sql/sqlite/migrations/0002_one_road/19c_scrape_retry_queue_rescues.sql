-- How many workers in a row died while they ran it.
ALTER TABLE scrape_retry_queue ADD COLUMN rescues INTEGER NOT NULL DEFAULT 0
