ALTER TABLE retry_batches ADD COLUMN finished_at TEXT
