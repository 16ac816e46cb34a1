-- Create a view for monitoring partial scrape failures
CREATE OR REPLACE VIEW scrape_failure_analysis AS
SELECT 
  v.id as vehicle_id,
  v.make,
  v.model,
  v.year,
  v.discovery_url,
  CASE 
    WHEN v.vin IS NULL THEN 'missing_vin'
    WHEN v.sale_price IS NULL THEN 'missing_price'
    WHEN COUNT(vi.id) = 0 AND v.origin_metadata->'image_urls' IS NOT NULL THEN 'missing_images'
    WHEN COUNT(vi.id) = 0 AND v.origin_metadata->'image_urls' IS NULL THEN 'missing_image_urls'
    ELSE 'complete'
  END as failure_type,
  v.origin_metadata->>'image_count' as stored_image_count,
  COUNT(vi.id) as actual_image_count,
  v.created_at
FROM vehicles v
LEFT JOIN vehicle_images vi ON v.id = vi.vehicle_id
WHERE v.origin_metadata->>'source' = 'bringatrailer.com'
GROUP BY v.id, v.make, v.model, v.year, v.discovery_url, v.vin, v.sale_price, v.origin_metadata, v.created_at
HAVING 
  v.vin IS NULL 
  OR v.sale_price IS NULL
  OR (COUNT(vi.id) = 0 AND v.origin_metadata->'image_urls' IS NOT NULL)
ORDER BY v.created_at DESC;
