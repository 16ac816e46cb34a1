UPDATE scrape_retry_queue SET parked = parked | 2
WHERE status = 'pending' AND fingerprint = :fingerprint AND parked & 2 = 0 RETURNING vehicle_id
