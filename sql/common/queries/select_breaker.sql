SELECT host, step_name, state, open_until, reason, manual, trips, changed_at, probe_owner FROM circuit_breakers
WHERE host = :host AND step_name = :step_name
