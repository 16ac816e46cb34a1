UPDATE retry_batches SET state = 'cancelled', finished_at = created_at WHERE cancelled <> 0
