CREATE INDEX retry_batches_settling ON retry_batches (id) WHERE settling <> 0
