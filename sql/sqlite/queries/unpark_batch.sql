UPDATE scrape_retry_queue SET parked = parked & ~1 WHERE batch_id = :id AND status = 'pending' AND parked & 1
RETURNING vehicle_id
