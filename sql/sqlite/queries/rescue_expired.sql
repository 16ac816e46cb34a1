UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL
WHERE status = 'running' AND lease_until < :now AND lease_owner <> :except_owner
RETURNING vehicle_id, id
