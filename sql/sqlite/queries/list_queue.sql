SELECT q.id, q.vehicle_id, coalesce(s.name, ''), q.step_name, q.status, q.retry_count, q.max_retries, q.next_retry_at,
       q.cause, q.held_reason, q.lease_owner
FROM scrape_retry_queue q LEFT JOIN vehicle_scrape_state s ON s.vehicle_id = q.vehicle_id
WHERE q.status IN ('running', 'pending', 'dead')
ORDER BY CASE q.status WHEN 'running' THEN 0 WHEN 'pending' THEN 1 ELSE 2 END, q.next_retry_at, q.id
LIMIT :limit
