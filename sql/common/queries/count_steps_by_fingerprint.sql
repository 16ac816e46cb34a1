SELECT count(*) FROM vehicle_steps WHERE status = 'failed' AND fingerprint = :fingerprint
