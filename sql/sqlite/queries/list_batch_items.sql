-- The members in the plan's order; what an extraction changed stands with its attempt.
SELECT i.vehicle_id, coalesce(s.name, ''), i.step_name, i.state, i.cause, i.note,
       CASE b.state WHEN 'open' THEN max(q.next_retry_at, coalesce(b.open_until, q.next_retry_at)) ELSE q.next_retry_at END, CASE WHEN q.status <> 'pending' THEN NULL
                WHEN q.parked & 1 THEN 'batch_paused' WHEN q.parked & 2 THEN 'cause_ignored'
                WHEN q.parked & 4 THEN 'sweep_off' WHEN b.state <> 'closed' THEN 'breaker_open'
                ELSE q.held_reason END,
       (SELECT json_extract(t.metadata, '$.changes') FROM scrape_steps t
        WHERE t.vehicle_id = i.vehicle_id AND t.step_name = i.step_name AND t.batch_id = i.batch_id
        ORDER BY t.created_at DESC LIMIT 1),
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url)
FROM retry_batch_items i
LEFT JOIN vehicle_scrape_state s ON s.vehicle_id = i.vehicle_id
LEFT JOIN vehicles v ON v.id = i.vehicle_id
LEFT JOIN scrape_retry_queue q ON q.vehicle_id = i.vehicle_id AND q.step_name = i.step_name AND q.batch_id = i.batch_id
     AND q.status IN ('pending', 'running')
LEFT JOIN circuit_breakers b ON b.host = q.host AND b.step_name = q.step_name
WHERE i.batch_id = :batch_id AND (:state IS NULL OR i.state = :state)
ORDER BY i.position, i.vehicle_id LIMIT :limit
