-- Of several rows that other programs wrote, the one that has these bytes.
SELECT id, storage_path FROM vehicle_images
WHERE vehicle_id = :vehicle_id AND source_url = :source_url AND is_superseded IS NOT TRUE
ORDER BY file_hash IS DISTINCT FROM :file_hash, created_at LIMIT 1
