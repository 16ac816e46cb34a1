UPDATE circuit_breakers SET state = :state, open_until = :open_until, reason = coalesce(:reason, ''), manual = :manual,
    trips = :trips, changed_at = :now, probe_owner = NULL, probe_until = NULL
WHERE host = :host AND step_name = :step_name AND state = :from_state
  AND (probe_owner = :owner OR CAST(:owner AS text) IS NULL)
