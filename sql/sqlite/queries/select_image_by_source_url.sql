SELECT id, storage_path FROM vehicle_images
WHERE vehicle_id = :vehicle_id AND source_url = :source_url AND is_superseded = 0
ORDER BY created_at LIMIT 1
