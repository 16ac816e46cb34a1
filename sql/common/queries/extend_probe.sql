UPDATE circuit_breakers SET probe_until = :probe_until
WHERE host = :host AND step_name = :step_name AND state = 'half_open' AND probe_owner = :owner
