-- What waits for somebody, by why, and what waits for its host; as list_queue tells it of each row.
SELECT reason, count(*) FROM (
    SELECT CASE WHEN q.parked & 1 THEN 'batch_paused' WHEN q.parked & 2 THEN 'cause_ignored' ELSE 'sweep_off' END AS reason
    FROM scrape_retry_queue q WHERE q.status = 'pending' AND q.parked <> 0
    UNION ALL
    SELECT q.held_reason FROM scrape_retry_queue q INDEXED BY scrape_retry_queue_held
    WHERE q.status = 'pending' AND q.held_reason IS NOT NULL AND q.parked = 0
      AND NOT EXISTS (SELECT 1 FROM circuit_breakers b
                      WHERE b.host = q.host AND b.step_name = q.step_name AND b.state <> 'closed')
    UNION ALL
    SELECT 'breaker_open' FROM circuit_breakers b CROSS JOIN scrape_retry_queue d INDEXED BY scrape_retry_queue_due
    WHERE b.state <> 'closed' AND d.status = 'pending' AND d.parked = 0 AND d.host = b.host AND d.step_name = b.step_name)
GROUP BY reason ORDER BY reason
