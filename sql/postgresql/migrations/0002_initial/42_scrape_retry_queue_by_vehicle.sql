CREATE INDEX scrape_retry_queue_by_vehicle ON scrape_retry_queue (vehicle_id)
