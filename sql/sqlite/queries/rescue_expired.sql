UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL
WHERE status = 'running' AND lease_until < :now
RETURNING vehicle_id
