SELECT count(*), count(held_reason) FROM scrape_retry_queue WHERE status = 'pending'
