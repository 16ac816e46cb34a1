SELECT count(*), count(held_reason) FROM scrape_retry_queue
WHERE status = 'pending' AND (:everything OR batch_id IN (SELECT value FROM json_each(:batches)))
