-- The members in the plan's order; what an extraction changed stands with its attempt.
SELECT i.vehicle_id, coalesce(s.name, ''), i.step_name, i.state, i.cause, i.note, w.wait_until, w.wait_reason,
       (SELECT t.metadata -> 'changes' FROM scrape_steps t
        WHERE t.vehicle_id = i.vehicle_id AND t.step_name = i.step_name AND t.batch_id = i.batch_id
        ORDER BY t.created_at DESC LIMIT 1),
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url)
FROM retry_batch_items i
LEFT JOIN vehicle_scrape_state s ON s.vehicle_id = i.vehicle_id
LEFT JOIN vehicles v ON v.id = i.vehicle_id
LEFT JOIN scrape_retry_queue q ON q.vehicle_id = i.vehicle_id AND q.step_name = i.step_name AND q.batch_id = i.batch_id
     AND q.status IN ('pending', 'running')
LEFT JOIN waits w ON w.id = q.id
WHERE i.batch_id = :batch_id AND (i.state = :state OR CAST(:state AS text) IS NULL)
ORDER BY i.position, i.vehicle_id LIMIT :limit
