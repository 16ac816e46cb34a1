INSERT INTO workers (owner, heartbeat_at) VALUES (:owner, :now)
ON CONFLICT (owner) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
