UPDATE scrape_retry_queue SET status = 'dead', completed_at = :now, held_reason = NULL, parked = 0
WHERE status = 'pending' AND fingerprint = :fingerprint RETURNING vehicle_id
