-- Pending work that waits for nobody and whose inputs are not about to change. ready_at: when its host may be asked, too.
CREATE VIEW queue_unblocked AS
SELECT q.*, CASE b.state WHEN 'open' THEN greatest(q.next_retry_at, coalesce(b.open_until, 'infinity'))
                         ELSE q.next_retry_at END AS ready_at
FROM scrape_retry_queue q LEFT JOIN circuit_breakers b ON b.host = q.host AND b.step_name = q.step_name
WHERE q.status = 'pending' AND q.parked = 0 AND q.blocked = 0
