INSERT INTO scrape_steps (id, vehicle_id, step_name, status, error_message, metadata, created_at, completed_at, cause,
                          fingerprint, host, http_status, bytes, elapsed_ms, worker, batch_id, attempt_number, is_retry)
VALUES (:id, :vehicle_id, :step_name, :status, :error_message, :metadata, :created_at, :completed_at, :cause,
        :fingerprint, :host, :http_status, :bytes, :elapsed_ms, :worker, :batch_id, :attempt_number,
        EXISTS (SELECT 1 FROM scrape_steps p WHERE p.vehicle_id = :vehicle_id AND p.step_name = :step_name
                AND p.status IN ('success', 'failed')))
