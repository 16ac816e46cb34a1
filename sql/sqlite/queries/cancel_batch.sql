UPDATE retry_batches SET cancelled = 1 WHERE id = :id
