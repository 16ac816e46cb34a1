CREATE INDEX vehicle_urls_by_vehicle ON vehicle_urls (vehicle_id)
