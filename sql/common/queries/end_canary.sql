UPDATE retry_batches SET canary_size = 0 WHERE id = :id AND canary_size > 0
