SELECT id FROM retry_batches INDEXED BY retry_batches_open WHERE state IN ('planned', 'running', 'paused')
AND state = 'running' ORDER BY created_at, id
