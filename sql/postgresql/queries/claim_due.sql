SELECT id, vehicle_id, step_name, retry_count, max_retries, batch_id, options, reason, priority, next_retry_at, host
FROM claim_due(:owner, :token, CAST(:lease_until AS timestamptz), CAST(:now AS timestamptz), CAST(:limit AS integer))
