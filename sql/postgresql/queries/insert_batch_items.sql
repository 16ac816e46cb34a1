INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host)
SELECT :batch_id, i.vehicle_id, i.step_name, i.position, i.host
FROM unnest(CAST(:rows AS planned_step[])) i
