SELECT step_name, status, cause, message FROM vehicle_steps
WHERE vehicle_id = :vehicle_id AND last_attempt_at >= :since
