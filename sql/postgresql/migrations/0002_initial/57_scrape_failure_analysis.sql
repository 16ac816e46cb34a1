-- The seed's view, columns and types, so that its own definition can be put in its place; it answers from the state table,
-- and partial_images is new.
CREATE VIEW scrape_failure_analysis AS
SELECT
    v.id AS vehicle_id, v.make, v.model, v.year, v.discovery_url,
    CASE
        WHEN s.failing & 1 <> 0 THEN 'missing_vin'
        WHEN s.failing & 2 <> 0 THEN 'missing_price'
        WHEN s.failing & 8 <> 0 THEN 'missing_images'
        WHEN s.failing & 16 <> 0 THEN 'partial_images'
        WHEN s.failing & 4 <> 0 THEN 'missing_image_urls'
        ELSE 'complete'
    END AS failure_type,
    s.expected_count::text AS stored_image_count,
    s.stored_count::bigint AS actual_image_count,
    v.created_at
FROM vehicle_scrape_state s
JOIN vehicles v ON v.id = s.vehicle_id
WHERE s.failing <> 0
ORDER BY s.created_at DESC
