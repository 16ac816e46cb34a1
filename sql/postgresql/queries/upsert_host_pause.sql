INSERT INTO host_gates (host, paused_until, reason) VALUES (:host, :until, coalesce(:reason, ''))
ON CONFLICT (host) DO UPDATE SET
    paused_until = greatest(host_gates.paused_until, excluded.paused_until), reason = excluded.reason
