-- Of a success after failures: since the first of them.
ALTER TABLE scrape_steps ADD COLUMN recovery_ms INTEGER
