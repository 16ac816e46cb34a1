-- Find vehicles with stored image URLs but no images
SELECT 
  v.id,
  v.make,
  v.model,
  v.year,
  v.origin_metadata->>'image_count' as stored_image_count,
  COUNT(vi.id) as actual_image_count,
  v.origin_metadata->'image_urls' as stored_urls
FROM vehicles v
LEFT JOIN vehicle_images vi ON v.id = vi.vehicle_id
WHERE v.origin_metadata->'image_urls' IS NOT NULL
  AND v.origin_metadata->'image_urls' != '[]'::jsonb
GROUP BY v.id, v.make, v.model, v.year, v.origin_metadata
HAVING COUNT(vi.id) = 0
ORDER BY v.created_at DESC
LIMIT 20;
