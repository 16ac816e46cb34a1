SELECT
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending' AND held_reason IS NULL),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'running'),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending' AND held_reason IS NOT NULL),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'dead'),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'completed'),
    (SELECT min(created_at) FROM scrape_retry_queue WHERE status = 'pending'),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'running' AND lease_until < :now)
