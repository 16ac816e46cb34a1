SELECT 1 FROM scrape_retry_queue r WHERE r.vehicle_id = :vehicle_id AND r.status = 'running'
UNION ALL
SELECT 1 FROM queue_unblocked q
WHERE q.vehicle_id = :vehicle_id
  AND (q.ready_at <= :now
       OR ((q.held_reason IS NOT NULL OR q.ready_at > q.next_retry_at) AND q.ready_at <= :held_until))
LIMIT 1
