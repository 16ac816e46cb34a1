-- Later than anything is put off by itself, and later than its batch starts: due when that does.
UPDATE scrape_retry_queue SET
    next_retry_at = max(:now, coalesce((SELECT k.starts_at FROM retry_batches k WHERE k.id = scrape_retry_queue.batch_id), ''))
WHERE id IN (SELECT d.id FROM circuit_breakers b CROSS JOIN scrape_retry_queue d INDEXED BY scrape_retry_queue_due
             WHERE d.status = 'pending' AND d.parked = 0 AND d.host = b.host AND d.step_name = b.step_name
               AND d.blocked IN (0, 1) AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AND d.next_retry_at > :latest
               AND d.next_retry_at > coalesce((SELECT k.starts_at FROM retry_batches k WHERE k.id = d.batch_id), '')
             LIMIT 500)
