SELECT q.id, q.vehicle_id, coalesce(s.name, ''), q.step_name, q.status, q.retry_count, q.max_retries,
       CASE b.state WHEN 'open' THEN max(q.next_retry_at, coalesce(b.open_until, q.next_retry_at)) ELSE q.next_retry_at END,
       q.cause, CASE WHEN q.status <> 'pending' THEN NULL
                WHEN q.parked & 1 THEN 'batch_paused' WHEN q.parked & 2 THEN 'cause_ignored'
                WHEN q.parked & 4 THEN 'sweep_off' WHEN b.state <> 'closed' THEN 'breaker_open'
                ELSE q.held_reason END, q.lease_owner,
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url)
FROM scrape_retry_queue q
LEFT JOIN vehicle_scrape_state s ON s.vehicle_id = q.vehicle_id
LEFT JOIN vehicles v ON v.id = q.vehicle_id
LEFT JOIN circuit_breakers b ON b.host = q.host AND b.step_name = q.step_name
WHERE q.status IN ('running', 'pending', 'dead')
ORDER BY CASE q.status WHEN 'running' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END, q.next_retry_at, q.id
LIMIT :limit
