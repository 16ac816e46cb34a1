INSERT OR IGNORE INTO image_aliases (vehicle_id, source_url, image_id) VALUES (:vehicle_id, :source_url, :image_id)
