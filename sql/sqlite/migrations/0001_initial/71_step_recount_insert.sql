CREATE TRIGGER step_recount_insert INSTEAD OF INSERT ON step_recount
BEGIN
    UPDATE vehicle_scrape_state SET
        (last_cause, last_fingerprint, last_step, last_host, last_failed_at) =
            (SELECT s.cause, s.fingerprint, s.step_name, s.host, s.last_attempt_at FROM vehicle_steps s
             WHERE s.vehicle_id = NEW.vehicle_id AND s.status = 'failed'
             ORDER BY s.last_attempt_at DESC, s.step_name LIMIT 1),
        attempts = coalesce((SELECT s.attempts FROM vehicle_steps s
                             WHERE s.vehicle_id = NEW.vehicle_id AND s.status = 'failed'
                             ORDER BY s.last_attempt_at DESC, s.step_name LIMIT 1), 0),
        fetch_failed = EXISTS (SELECT 1 FROM vehicle_steps s WHERE s.vehicle_id = NEW.vehicle_id
                               AND s.step_name = 'fetch_listing' AND s.status = 'failed'),
        version = version + 1
    WHERE vehicle_id = NEW.vehicle_id;
END
