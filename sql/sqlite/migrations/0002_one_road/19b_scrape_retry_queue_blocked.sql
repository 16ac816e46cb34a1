-- A step of the vehicle that it waits for is queued; kept by trigger 52 while it is pending.
ALTER TABLE scrape_retry_queue ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0
