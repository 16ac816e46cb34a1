SELECT
    (SELECT count(*) FROM json_each(:batches) j CROSS JOIN scrape_retry_queue r INDEXED BY scrape_retry_queue_by_batch
     WHERE r.batch_id = j.value AND r.status = 'running'),
    count(CASE WHEN u.ready_at <= :horizon THEN 1 END), min(u.ready_at)
FROM json_each(:batches) j CROSS JOIN scrape_retry_queue d INDEXED BY scrape_retry_queue_by_batch
CROSS JOIN queue_unblocked u ON u.id = d.id
WHERE d.batch_id = j.value AND d.status = 'pending'
