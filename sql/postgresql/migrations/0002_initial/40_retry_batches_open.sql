CREATE INDEX retry_batches_open ON retry_batches (state) WHERE state IN ('planned', 'running', 'paused')
