SELECT q.id, q.vehicle_id, coalesce(s.name, ''), q.step_name, q.status, q.retry_count, q.max_retries,
       w.wait_until, q.cause, w.wait_reason, q.lease_owner,
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url)
FROM scrape_retry_queue q
JOIN waits w ON w.id = q.id
LEFT JOIN vehicle_scrape_state s ON s.vehicle_id = q.vehicle_id
LEFT JOIN vehicles v ON v.id = q.vehicle_id
WHERE q.status IN ('running', 'pending', 'dead')
ORDER BY CASE q.status WHEN 'running' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END, q.next_retry_at, q.id
LIMIT :limit
