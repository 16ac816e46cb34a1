SELECT count(*), count(d.held_reason)
FROM json_each(:batches) j CROSS JOIN scrape_retry_queue d INDEXED BY scrape_retry_queue_by_batch
WHERE d.batch_id = j.value AND d.status = 'pending'
