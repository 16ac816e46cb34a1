UPDATE vehicle_steps SET failed_since = last_attempt_at WHERE status = 'failed'
