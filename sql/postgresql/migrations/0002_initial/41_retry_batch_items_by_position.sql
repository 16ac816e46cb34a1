CREATE INDEX retry_batch_items_by_position ON retry_batch_items (batch_id, position)
