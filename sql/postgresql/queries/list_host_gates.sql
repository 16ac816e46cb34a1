SELECT host, CASE WHEN paused_until > :now THEN paused_until END, reason, per_host, rate, rate_factor FROM host_gates
WHERE paused_until > :now OR per_host IS NOT NULL OR rate IS NOT NULL OR rate_factor < 1
