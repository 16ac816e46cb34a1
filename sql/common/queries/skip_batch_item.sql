UPDATE retry_batch_items SET state = 'skipped', note = :note
WHERE batch_id = :batch_id AND vehicle_id = :vehicle_id AND step_name = :step_name AND state = 'planned'
