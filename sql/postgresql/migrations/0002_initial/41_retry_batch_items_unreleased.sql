CREATE INDEX retry_batch_items_unreleased ON retry_batch_items (vehicle_id, step_name) WHERE is_planned
