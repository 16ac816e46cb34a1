UPDATE scrape_retry_queue SET parked = parked | 1
WHERE id IN (SELECT q.id FROM scrape_retry_queue q
             WHERE q.batch_id = :id AND q.status = 'pending' AND q.parked IN (0, 2, 4, 6) LIMIT :limit FOR UPDATE SKIP LOCKED)
  AND status = 'pending'
RETURNING vehicle_id
