-- What waits for somebody, by why, and what waits for its host; as list_queue tells it of each row.
SELECT reason, count(*) FROM (
    SELECT CASE WHEN q.parked & 1 <> 0 THEN 'batch_paused' WHEN q.parked & 2 <> 0 THEN 'cause_ignored'
                ELSE 'sweep_off' END AS reason
    FROM scrape_retry_queue q WHERE q.status = 'pending' AND q.parked <> 0
    UNION ALL
    SELECT q.held_reason FROM scrape_retry_queue q
    WHERE q.status = 'pending' AND q.held_reason IS NOT NULL AND q.parked = 0
      AND NOT EXISTS (SELECT 1 FROM circuit_breakers b
                      WHERE b.host = q.host AND b.step_name = q.step_name AND b.state <> 'closed')
    UNION ALL
    SELECT 'breaker_open' FROM circuit_breakers b
    JOIN scrape_retry_queue d ON d.host = b.host AND d.step_name = b.step_name
    WHERE b.state <> 'closed' AND d.status = 'pending' AND d.parked = 0) w
GROUP BY reason ORDER BY reason
