UPDATE scrape_steps SET reason = 'import' WHERE batch_id IN (SELECT b.id FROM retry_batches b WHERE b.kind = 'import')
