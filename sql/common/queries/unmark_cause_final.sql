UPDATE vehicle_steps SET is_final = 0 WHERE status = 'failed' AND fingerprint = :fingerprint AND is_final = 2
