SELECT count(*), count(CASE WHEN q.held_reason IS NOT NULL OR b.state <> 'closed' THEN 1 END)
FROM scrape_retry_queue q LEFT JOIN circuit_breakers b ON b.host = q.host AND b.step_name = q.step_name
WHERE q.status = 'pending'
