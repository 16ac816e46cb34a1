SELECT options FROM retry_batches WHERE id = :id
