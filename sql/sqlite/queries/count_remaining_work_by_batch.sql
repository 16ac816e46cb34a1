SELECT count(*), count(CASE WHEN d.held_reason IS NOT NULL OR b.state <> 'closed' THEN 1 END)
FROM json_each(:batches) j CROSS JOIN scrape_retry_queue d INDEXED BY scrape_retry_queue_by_batch
LEFT JOIN circuit_breakers b ON b.host = d.host AND b.step_name = d.step_name
WHERE d.batch_id = j.value AND d.status = 'pending'
