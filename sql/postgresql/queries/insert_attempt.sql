INSERT INTO scrape_steps (id, vehicle_id, step_name, status, error_message, metadata, created_at, completed_at, cause,
                          fingerprint, host, http_status, bytes, elapsed_ms, worker, batch_id, attempt_number, reason, is_dead,
                          is_retry, recovery_ms)
VALUES (:id, :vehicle_id, :step_name, :status, :error_message, :metadata, :created_at, :completed_at, :cause,
        :fingerprint, :host, :http_status, :bytes, :elapsed_ms, :worker, :batch_id, :attempt_number, coalesce(:reason, ''),
        :is_dead,
        EXISTS (SELECT 1 FROM scrape_steps p WHERE p.vehicle_id = :vehicle_id AND p.step_name = :step_name
                AND p.status IN ('success', 'failed'))::integer,
        (SELECT greatest(0, round(extract(epoch FROM CAST(:completed_at AS timestamptz) - s.failed_since) * 1000))::bigint
         FROM vehicle_steps s WHERE s.vehicle_id = :vehicle_id AND s.step_name = :step_name AND s.failed_since IS NOT NULL
         AND :status = 'success'))
