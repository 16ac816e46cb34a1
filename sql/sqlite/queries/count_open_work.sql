SELECT
    (SELECT count(*) FROM scrape_retry_queue r WHERE r.status = 'running'),
    (SELECT count(*) FROM queue_unblocked q WHERE q.ready_at <= :horizon),
    (SELECT min(q.ready_at) FROM queue_unblocked q)
