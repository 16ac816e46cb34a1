UPDATE circuit_breakers INDEXED BY circuit_breakers_open SET probe_until = :probe_until
WHERE state <> 'closed' AND state = 'half_open' AND probe_owner = :owner
