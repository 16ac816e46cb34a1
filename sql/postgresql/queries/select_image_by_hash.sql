SELECT id, source_url FROM vehicle_images
WHERE vehicle_id = :vehicle_id AND file_hash = :file_hash AND is_superseded IS NOT TRUE
