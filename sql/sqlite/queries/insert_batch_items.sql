INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host)
SELECT :batch_id, value ->> 'vehicle_id', value ->> 'step_name', value ->> 'position', value ->> 'host' FROM json_each(:rows)
