INSERT INTO vehicle_urls (url_key, vehicle_id) VALUES (:url_key, :vehicle_id) ON CONFLICT (url_key) DO NOTHING
