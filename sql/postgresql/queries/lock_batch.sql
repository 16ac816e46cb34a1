SELECT lock_batch(:id)
