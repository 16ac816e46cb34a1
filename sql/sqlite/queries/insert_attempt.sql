INSERT INTO scrape_steps (id, vehicle_id, step_name, status, error_message, metadata, created_at, completed_at, cause,
                          fingerprint, host, http_status, bytes, elapsed_ms, worker, batch_id, attempt_number, reason, is_dead,
                          is_retry, recovery_ms)
VALUES (:id, :vehicle_id, :step_name, :status, :error_message, :metadata, :created_at, :completed_at, :cause,
        :fingerprint, :host, :http_status, :bytes, :elapsed_ms, :worker, :batch_id, :attempt_number, coalesce(:reason, ''),
        :is_dead,
        EXISTS (SELECT 1 FROM scrape_steps p WHERE p.vehicle_id = :vehicle_id AND p.step_name = :step_name
                AND p.status IN ('success', 'failed')),
        (SELECT max(0, CAST(round((julianday(:completed_at) - julianday(s.failed_since)) * 86400000) AS INTEGER))
         FROM vehicle_steps s WHERE s.vehicle_id = :vehicle_id AND s.step_name = :step_name AND s.failed_since IS NOT NULL
         AND :status = 'success'))
