SELECT q.id FROM json_each(:leases) j
CROSS JOIN scrape_retry_queue q ON q.id = j.value ->> 0 AND +q.status = 'running' AND q.lease_token = j.value ->> 1
