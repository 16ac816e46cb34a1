-- What waits for its host is what is held by itself and what stands at a gate that is not closed.
SELECT
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending' AND parked = 0),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'running'),
    (SELECT count(*) FROM scrape_retry_queue q
     WHERE q.status = 'pending' AND q.held_reason IS NOT NULL AND q.parked = 0
       AND NOT EXISTS (SELECT 1 FROM circuit_breakers b
                       WHERE b.host = q.host AND b.step_name = q.step_name AND b.state <> 'closed'))
    + (SELECT count(*) FROM circuit_breakers b JOIN scrape_retry_queue d ON d.host = b.host AND d.step_name = b.step_name
       WHERE b.state <> 'closed' AND d.status = 'pending' AND d.parked = 0),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'pending' AND parked <> 0),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'dead'),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'completed'),
    (SELECT min(created_at) FROM scrape_retry_queue WHERE status = 'pending'),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'running' AND lease_until < :now)
