-- 2: a person said so; taking it back leaves what is final by its nature.
UPDATE vehicle_steps SET is_final = 2 WHERE status = 'failed' AND fingerprint = :fingerprint AND is_final = 0
