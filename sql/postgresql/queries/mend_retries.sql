-- Later than anything is put off by itself, and later than its batch starts: due when that does.
UPDATE scrape_retry_queue q SET
    next_retry_at = greatest(:now, (SELECT k.starts_at FROM retry_batches k WHERE k.id = q.batch_id))
WHERE q.id IN (SELECT d.id FROM circuit_breakers b JOIN scrape_retry_queue d ON d.host = b.host AND d.step_name = b.step_name
               WHERE d.status = 'pending' AND d.parked = 0
                 AND d.blocked IN (0, 1) AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AND d.next_retry_at > :latest
                 AND d.next_retry_at > coalesce((SELECT k.starts_at FROM retry_batches k WHERE k.id = d.batch_id), '-infinity')
               LIMIT 500)
