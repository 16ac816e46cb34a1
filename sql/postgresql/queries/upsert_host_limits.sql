INSERT INTO host_gates (host, per_host, rate) VALUES (:host, :per_host, :rate)
ON CONFLICT (host) DO UPDATE SET per_host = excluded.per_host, rate = excluded.rate
