ALTER TABLE retry_batches ADD COLUMN canary_min_percent INTEGER NOT NULL DEFAULT 0
