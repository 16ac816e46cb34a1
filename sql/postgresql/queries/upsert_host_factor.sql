INSERT INTO host_gates (host, rate_factor) VALUES (:host, :factor)
ON CONFLICT (host) DO UPDATE SET rate_factor = excluded.rate_factor
