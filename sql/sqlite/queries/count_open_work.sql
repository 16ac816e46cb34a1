SELECT
    (SELECT count(*) FROM scrape_retry_queue r WHERE r.status = 'running'
     AND (:everything OR r.batch_id IN (SELECT value FROM json_each(:batches)))),
    (SELECT count(*) FROM queue_unblocked q WHERE q.next_retry_at <= :horizon
     AND (:everything OR q.batch_id IN (SELECT value FROM json_each(:batches)))),
    (SELECT min(q.next_retry_at) FROM queue_unblocked q
     WHERE :everything OR q.batch_id IN (SELECT value FROM json_each(:batches)))
