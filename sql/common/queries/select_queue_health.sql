-- What is wrong in the queue: leases that ran out, steps that run longer than they may, dead rows, and rows that wait or run for a
-- batch that is not there or has ended.
SELECT
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'running' AND lease_until < :now),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'running' AND started_at < :started),
    (SELECT count(*) FROM scrape_retry_queue WHERE status = 'dead'),
    (SELECT count(*) FROM scrape_retry_queue q WHERE q.status IN ('pending', 'running') AND q.batch_id IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = q.batch_id AND b.state NOT IN ('done', 'cancelled')))
