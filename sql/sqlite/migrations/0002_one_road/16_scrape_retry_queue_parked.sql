-- Bits: 1 its batch is paused, 2 its cause is ignored, 4 it failed and the sweep is off. Nobody claims a parked row.
ALTER TABLE scrape_retry_queue ADD COLUMN parked INTEGER NOT NULL DEFAULT 0
