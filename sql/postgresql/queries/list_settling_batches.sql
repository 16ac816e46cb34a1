SELECT id FROM retry_batches WHERE settling <> 0
