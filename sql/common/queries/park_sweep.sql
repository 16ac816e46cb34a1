UPDATE scrape_retry_queue SET parked = parked | 4 WHERE status = 'pending' AND cause IS NOT NULL AND parked & 4 = 0
RETURNING vehicle_id
