ALTER TABLE retry_batches ADD COLUMN reason TEXT NOT NULL DEFAULT 'retry'
