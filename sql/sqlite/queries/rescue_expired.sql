-- A worker leaves out what it runs: after a sleep it still does, and nobody took it. What it forgot is no different from what
-- a dead one left behind.
UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    parked = (parked & ~1) | EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.state = 'paused')
WHERE status = 'running' AND lease_until < :now AND (lease_owner <> :owner OR id NOT IN (SELECT value FROM json_each(:running)))
RETURNING vehicle_id, id
