UPDATE retry_batch_items SET state = 'skipped', note = :note
WHERE vehicle_id = :vehicle_id AND step_name = :step_name AND (batch_id = :batch_id) IS TRUE AND is_planned
