UPDATE retry_batches SET state = 'running', state_reason = NULL, settling = 1, starts_at = greatest(starts_at, :now)
WHERE id = :id AND state IN ('planned', 'paused')
