SELECT vehicle_id, step_name, host FROM retry_batch_items
WHERE batch_id = :batch_id AND is_planned ORDER BY position LIMIT :limit
