-- Why queued work of these vehicles waits, and until when: what its gate or its batch says comes before its own time.
SELECT q.vehicle_id, min(CASE b.state WHEN 'open' THEN max(q.next_retry_at, coalesce(b.open_until, q.next_retry_at)) ELSE q.next_retry_at END), max(CASE WHEN q.status <> 'pending' THEN NULL
                WHEN q.parked & 1 THEN 'batch_paused' WHEN q.parked & 2 THEN 'cause_ignored'
                WHEN q.parked & 4 THEN 'sweep_off' WHEN b.state <> 'closed' THEN 'breaker_open'
                ELSE q.held_reason END)
FROM json_each(:ids) j
CROSS JOIN scrape_retry_queue q INDEXED BY scrape_retry_queue_by_vehicle
LEFT JOIN circuit_breakers b ON b.host = q.host AND b.step_name = q.step_name
WHERE q.vehicle_id = j.value AND q.status = 'pending' AND (q.parked <> 0 OR b.state <> 'closed')
GROUP BY q.vehicle_id
