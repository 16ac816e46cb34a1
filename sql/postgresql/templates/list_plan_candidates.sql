-- One row for each (vehicle, step), vehicles in the order of the list. What waits in another batch, queued or not yet, is
-- left to it, unless a step that it waits for has failed: then it would wait for that step's next try.
WITH facts AS MATERIALIZED (
    SELECT s.vehicle_id, s.created_at, s.name, s.failing, s.host, s.missing_count, s.expected_count,
           (v.deleted_at IS NOT NULL OR v.merged_into_vehicle_id IS NOT NULL) AS hidden,
           EXISTS (SELECT 1 FROM page_snapshots p WHERE p.vehicle_id = s.vehicle_id) AS has_page,
           coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url) IS NOT NULL AS has_url,
           (SELECT count(*) FROM image_failures f WHERE f.vehicle_id = s.vehicle_id AND f.is_final <> 0
            AND EXISTS (SELECT 1 FROM wanted_urls(v.origin_metadata) w WHERE w.url = f.source_url))
               AS final_images,
           (SELECT count(*) FROM wanted_urls(v.origin_metadata)) AS wanted,
           v.origin_metadata #>> '{image_urls,0}' AS first_image,
           coalesce(v.vin, '') <> '' AS has_vin,
           v.sale_price IS NOT NULL AS has_price,
           coalesce(v.origin_metadata #>> '{image_extraction,status}', '') = 'absent' AS gallery_absent
    FROM vehicle_scrape_state s
    JOIN vehicles v ON v.id = s.vehicle_id
    WHERE %1
)
SELECT c.vehicle_id, c.name, c.failing, c.host, c.missing_count, c.hidden, c.has_page, c.has_url, c.final_images, c.wanted,
       c.first_image, n.value, t.status, t.cause, t.is_final, t.extractor_version,
       CASE WHEN EXISTS (SELECT 1 FROM retry_batch_items i JOIN retry_batches b ON b.id = i.batch_id
                         WHERE i.vehicle_id = c.vehicle_id AND i.step_name = n.value AND i.is_planned
                         AND b.state IN ('planned', 'running', 'paused')) THEN 'untried'
            ELSE (SELECT CASE WHEN q.status = 'running' THEN 'running'
                              WHEN q.cause IS NULL
                                   AND EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = q.batch_id
                                               AND b.state IN ('planned', 'running', 'paused'))
                                   AND NOT EXISTS (SELECT 1 FROM scrape_retry_queue p
                                                   WHERE p.vehicle_id = q.vehicle_id AND p.status = 'pending'
                                                   AND p.cause IS NOT NULL
                                                   AND ((p.step_name = 'fetch_listing' AND q.step_name <> 'fetch_listing')
                                                        OR (p.step_name = 'extract_images'
                                                            AND q.step_name = 'backfill_images')))
                              THEN 'untried' END
                  FROM scrape_retry_queue q WHERE q.vehicle_id = c.vehicle_id AND q.step_name = n.value
                  AND q.status IN ('pending', 'running')) END,
       CASE n.value WHEN 'extract_vin' THEN c.has_vin WHEN 'extract_data' THEN c.has_price
                    ELSE c.expected_count > 0 END,
       c.gallery_absent,
       CASE t.status WHEN 'failed' THEN (SELECT r.action FROM cause_rules r WHERE r.fingerprint = t.fingerprint
                                         AND (r.until IS NULL OR r.until > :now)) END
FROM facts c
CROSS JOIN (VALUES (0, 'fetch_listing'), (1, 'extract_data'), (2, 'extract_images'), (3, 'extract_vin'),
                   (4, 'backfill_images')) n (key, value)
LEFT JOIN vehicle_steps t ON t.vehicle_id = c.vehicle_id AND t.step_name = n.value
ORDER BY c.created_at DESC, c.vehicle_id DESC, n.key
