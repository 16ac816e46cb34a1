INSERT INTO workers (owner, host, pid, version, started_at, heartbeat_at)
VALUES (:owner, :host, :pid, :version, :started_at, :now)
ON CONFLICT (owner) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
