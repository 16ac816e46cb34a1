-- The state that was read must still be there: of several workers that saw the same failures, one trips the breaker.
INSERT INTO circuit_breakers (host, step_name, state, open_until, reason, manual, trips, changed_at)
SELECT :host, :step_name, :state, :open_until, coalesce(:reason, ''), :manual, :trips, :now WHERE :from_state = 'closed'
ON CONFLICT (host, step_name) DO UPDATE SET
    state = excluded.state, open_until = excluded.open_until, reason = excluded.reason, manual = excluded.manual,
    trips = excluded.trips, changed_at = excluded.changed_at, probe_owner = NULL, probe_until = NULL
WHERE circuit_breakers.state = :from_state
