-- Why queued work of these vehicles waits, and until when.
SELECT q.vehicle_id, min(w.wait_until), max(w.wait_reason)
FROM ids_of(:ids) j
JOIN scrape_retry_queue q ON q.vehicle_id = j.value
JOIN waits w ON w.id = q.id
WHERE q.status = 'pending' AND (q.parked <> 0 OR w.wait_reason = 'breaker_open')
GROUP BY q.vehicle_id
