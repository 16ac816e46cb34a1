INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host)
VALUES (:batch_id, :vehicle_id, :step_name, :position, :host)
