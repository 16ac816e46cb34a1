INSERT INTO image_aliases (vehicle_id, source_url, image_id) VALUES (:vehicle_id, :source_url, :image_id)
ON CONFLICT (vehicle_id, source_url) DO UPDATE SET image_id = excluded.image_id
