-- Of several rows that other programs wrote, the one that has these bytes.
SELECT id, storage_path FROM vehicle_images
WHERE vehicle_id = :vehicle_id AND source_url = :source_url AND is_superseded = 0
ORDER BY file_hash IS NOT :file_hash, created_at LIMIT 1
