CREATE INDEX vehicle_steps_by_fingerprint ON vehicle_steps (fingerprint) WHERE status = 'failed'
