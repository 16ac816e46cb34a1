CREATE INDEX retry_batches_by_time ON retry_batches (created_at, id)
