UPDATE retry_batches SET settling = 0 WHERE id = :id
