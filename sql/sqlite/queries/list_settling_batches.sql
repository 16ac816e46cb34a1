SELECT id FROM retry_batches INDEXED BY retry_batches_settling WHERE settling <> 0
