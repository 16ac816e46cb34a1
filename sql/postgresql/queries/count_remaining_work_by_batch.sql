SELECT count(*), count(CASE WHEN d.held_reason IS NOT NULL OR b.state <> 'closed' THEN 1 END)
FROM texts_of(:batches) j JOIN scrape_retry_queue d ON d.batch_id = j.value
LEFT JOIN circuit_breakers b ON b.host = d.host AND b.step_name = d.step_name
WHERE d.status = 'pending'
