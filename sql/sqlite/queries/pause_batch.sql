UPDATE retry_batches SET state = 'paused', state_reason = :reason, settling = 1, canary_size = iif(:ends_canary, 0, canary_size)
WHERE id = :id AND state = 'running'
