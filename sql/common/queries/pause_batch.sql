UPDATE retry_batches SET state = 'paused', state_reason = :reason, settling = 1,
    canary_size = CASE WHEN :ends_canary <> 0 THEN 0 ELSE canary_size END
WHERE id = :id AND state = 'running'
