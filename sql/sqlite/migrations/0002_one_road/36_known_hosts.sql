UPDATE scrape_retry_queue SET host = (SELECT s.host FROM vehicle_scrape_state s WHERE s.vehicle_id = scrape_retry_queue.vehicle_id)
WHERE step_name = 'fetch_listing' AND status = 'pending'
