UPDATE retry_batches SET adding_until = :until WHERE id = :id AND state IN ('planned', 'running', 'paused')
