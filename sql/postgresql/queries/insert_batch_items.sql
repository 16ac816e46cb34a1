INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host)
SELECT :batch_id, i.vehicle_id, i.step_name, i.position, i.host
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) i (vehicle_id vehicle_key, step_name text, position integer, host text)
