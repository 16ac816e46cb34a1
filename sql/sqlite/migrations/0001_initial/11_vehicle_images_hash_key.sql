CREATE UNIQUE INDEX vehicle_images_hash_key ON vehicle_images (vehicle_id, file_hash)
WHERE file_hash IS NOT NULL AND is_superseded = 0
