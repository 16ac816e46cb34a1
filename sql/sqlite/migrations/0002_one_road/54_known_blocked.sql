INSERT INTO queue_recount (vehicle_id) SELECT DISTINCT vehicle_id FROM scrape_retry_queue WHERE status = 'pending'
