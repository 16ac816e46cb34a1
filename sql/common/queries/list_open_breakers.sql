SELECT host, step_name, state, reason FROM circuit_breakers WHERE state <> 'closed' ORDER BY host, step_name LIMIT 100
