SELECT
    (SELECT count(*) FROM json_each(:batches) j CROSS JOIN scrape_retry_queue r INDEXED BY scrape_retry_queue_by_batch
     WHERE r.batch_id = j.value AND r.status = 'running'),
    count(CASE WHEN d.next_retry_at <= :horizon THEN 1 END), min(d.next_retry_at)
FROM json_each(:batches) j CROSS JOIN scrape_retry_queue d INDEXED BY scrape_retry_queue_by_batch
WHERE d.batch_id = j.value AND d.status = 'pending' AND EXISTS (SELECT 1 FROM queue_unblocked q WHERE q.id = d.id)
