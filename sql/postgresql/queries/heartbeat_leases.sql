-- Of each lease its row and its token: what another worker took over meanwhile is not extended.
UPDATE scrape_retry_queue q SET heartbeat_at = :now, lease_until = :lease_until
FROM jsonb_array_elements(CAST(:leases AS jsonb)) j
WHERE q.status = 'running' AND q.id = j.value ->> 0 AND q.lease_token = j.value ->> 1
RETURNING q.id
