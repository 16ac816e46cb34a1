UPDATE retry_batch_items SET state = 'cancelled' WHERE batch_id = :batch_id AND state = 'planned'
