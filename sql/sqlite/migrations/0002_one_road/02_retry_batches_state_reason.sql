ALTER TABLE retry_batches ADD COLUMN state_reason TEXT
