-- One row for each (vehicle, step), vehicles in the order of the list.
SELECT s.vehicle_id, s.name, s.failing, s.host, s.missing_count,
       (v.deleted_at IS NOT NULL OR v.merged_into_vehicle_id IS NOT NULL),
       EXISTS (SELECT 1 FROM page_snapshots p WHERE p.vehicle_id = s.vehicle_id),
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url) IS NOT NULL,
       (SELECT count(*) FROM image_failures f WHERE f.vehicle_id = s.vehicle_id AND f.is_final <> 0
        AND EXISTS (SELECT 1 FROM json_each(v.origin_metadata, '$.image_urls') w WHERE w.value = f.source_url)),
       (SELECT count(DISTINCT w.value) FROM json_each(v.origin_metadata, '$.image_urls') w
        WHERE w.type = 'text' AND w.value <> '' AND typeof(w.key) = 'integer'),
       json_extract(v.origin_metadata, '$.image_urls[0]'),
       n.value, t.status, t.cause, t.is_final, t.extractor_version,
       (SELECT q.status FROM scrape_retry_queue q WHERE q.vehicle_id = s.vehicle_id AND q.step_name = n.value
        AND q.status IN ('pending', 'running')),
       CASE n.value WHEN 'extract_vin' THEN coalesce(v.vin, '') <> '' WHEN 'extract_data' THEN v.sale_price IS NOT NULL
                    ELSE s.expected_count > 0 END,
       coalesce(json_extract(v.origin_metadata, '$.image_extraction.status'), '') = 'absent'
FROM vehicle_scrape_state s
JOIN vehicles v ON v.id = s.vehicle_id
CROSS JOIN json_each('["fetch_listing","extract_data","extract_images","extract_vin","backfill_images"]') n
LEFT JOIN vehicle_steps t ON t.vehicle_id = s.vehicle_id AND t.step_name = n.value
WHERE %1
ORDER BY s.created_at DESC, s.vehicle_id DESC, n.key
