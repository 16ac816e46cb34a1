INSERT OR IGNORE INTO vehicle_urls (url_key, vehicle_id) VALUES (:url_key, :vehicle_id)
