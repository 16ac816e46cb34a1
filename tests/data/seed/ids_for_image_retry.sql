-- Find all vehicles needing image retry
SELECT id 
FROM vehicles 
WHERE origin_metadata->'image_urls' IS NOT NULL
  AND origin_metadata->'image_urls' != '[]'::jsonb
  AND NOT EXISTS (
    SELECT 1 FROM vehicle_images WHERE vehicle_id = vehicles.id
  )
LIMIT 50;
