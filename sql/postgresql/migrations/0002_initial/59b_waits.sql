-- Pending work with why it waits and until when: what its gate or its batch says comes before its own time.
CREATE VIEW waits AS
SELECT q.id,
       CASE b.state WHEN 'open' THEN greatest(q.next_retry_at, b.open_until) ELSE q.next_retry_at END AS wait_until,
       CASE WHEN q.status <> 'pending' THEN NULL
            WHEN q.parked & 1 <> 0 THEN 'batch_paused' WHEN q.parked & 2 <> 0 THEN 'cause_ignored'
            WHEN q.parked & 4 <> 0 THEN 'sweep_off' WHEN b.state <> 'closed' THEN 'breaker_open'
            ELSE q.held_reason END AS wait_reason
FROM scrape_retry_queue q
LEFT JOIN circuit_breakers b ON b.host = q.host AND b.step_name = q.step_name
