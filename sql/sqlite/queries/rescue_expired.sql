UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    parked = (parked & ~1) | EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.state = 'paused')
WHERE status = 'running' AND lease_until < :now AND lease_owner <> :except_owner
RETURNING vehicle_id, id
