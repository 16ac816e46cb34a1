UPDATE retry_batches SET reason = 'import' WHERE kind = 'import'
