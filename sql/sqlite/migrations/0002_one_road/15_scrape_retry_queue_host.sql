-- The host that the step will ask; empty where it asks none or nobody knows yet.
ALTER TABLE scrape_retry_queue ADD COLUMN host TEXT NOT NULL DEFAULT ''
