SELECT 1 FROM scrape_retry_queue WHERE id = :id AND status = 'running' AND lease_token = :token
