UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL
WHERE id = :id AND status = 'running' AND lease_token = :token
