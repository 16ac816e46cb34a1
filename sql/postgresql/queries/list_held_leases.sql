-- Locked: what is held here stays held until the transaction ends.
SELECT q.id FROM jsonb_array_elements(CAST(:leases AS jsonb)) j
JOIN scrape_retry_queue q ON q.id = j.value ->> 0 AND q.status = 'running' AND q.lease_token = j.value ->> 1
FOR NO KEY UPDATE OF q
