SELECT id FROM vehicle_images
WHERE vehicle_id = :vehicle_id AND (storage_path = :storage_path OR image_url = CAST(:image_url AS text)) LIMIT 1
