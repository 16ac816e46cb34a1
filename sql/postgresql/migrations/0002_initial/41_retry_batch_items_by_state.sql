CREATE INDEX retry_batch_items_by_state ON retry_batch_items (batch_id, state, position)
