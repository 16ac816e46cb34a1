CREATE INDEX retry_batch_items_planned ON retry_batch_items (batch_id, position) WHERE is_planned
