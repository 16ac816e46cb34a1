SELECT
    (SELECT count(*) FROM scrape_retry_queue r WHERE r.status = 'running'),
    (SELECT count(*) FROM queue_unblocked q WHERE q.next_retry_at <= :horizon),
    (SELECT min(q.next_retry_at) FROM queue_unblocked q)
