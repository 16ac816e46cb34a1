ALTER TABLE retry_batches DROP COLUMN cancelled
