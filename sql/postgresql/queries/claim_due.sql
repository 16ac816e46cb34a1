-- The time as text: it is only compared, and of many rows each would be taken apart.
SELECT id, vehicle_id, step_name, retry_count, max_retries, batch_id, options, reason, priority,
       CAST(next_retry_at AT TIME ZONE 'UTC' AS text), host
FROM claim_due(:owner, :token, CAST(:lease_until AS timestamptz), CAST(:now AS timestamptz), CAST(:limit AS integer))
