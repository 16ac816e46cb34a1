-- The next vehicles of a database without anything of ours, with what recount_state() would say of each. %1 and %2 are the
-- columns of vehicles and vehicle_images as list_mapped_columns has them; %3 is a condition on the key.
SELECT c.id, c.year, c.make, c.model, c.vin, c.sale_price, c.url, c.created_at, c.source, c.hidden,
       CASE WHEN c.hidden THEN 0 ELSE
           (CASE WHEN c.vin_missing THEN 1 ELSE 0 END)
           + (CASE WHEN c.price_missing THEN 2 ELSE 0 END)
           + (CASE WHEN c.wanted = 0 AND c.stored = 0 AND NOT c.gallery_absent THEN 4 ELSE 0 END)
           + (CASE WHEN c.wanted > 0 AND c.stored = 0 AND c.missing > 0 THEN 8
                   WHEN c.stored > 0 AND (c.missing > 0 OR (c.stated > c.wanted AND c.stored < c.stated)) THEN 16
                   ELSE 0 END)
       END,
       CASE WHEN c.wanted = 0 THEN greatest(c.counted, c.stated) WHEN c.stated > c.wanted THEN c.stated ELSE c.wanted END,
       c.stored, c.missing
FROM (SELECT k.id, k.year, k.make, k.model, k.vin, k.sale_price,
             coalesce(k.discovery_url, k.listing_url, k.bat_auction_url, k.platform_url, '') AS url, k.created_at,
             coalesce(k.origin_metadata ->> 'source', '') AS source,
             (k.deleted_at IS NOT NULL OR k.merged_into_vehicle_id IS NOT NULL) AS hidden,
             (coalesce(k.vin, '') = '' AND coalesce(k.origin_metadata #>> '{vin_extraction,kind}', '')
                  NOT IN ('absent', 'chassis', 'refused')) AS vin_missing,
             (k.sale_price IS NULL AND coalesce(k.origin_metadata ->> 'sale_status', '')
                  NOT IN ('reserve_not_met', 'bid_to', 'no_sale', 'active', 'withdrawn')) AS price_missing,
             coalesce(k.origin_metadata #>> '{image_extraction,status}', '') = 'absent' AS gallery_absent,
             least(coalesce(substring(k.origin_metadata ->> 'image_count_stated' FROM '^\s*([0-9]{1,9})')::integer, 0), 1000000) AS stated,
             least(coalesce(substring(k.origin_metadata ->> 'image_count' FROM '^\s*([0-9]{1,9})')::integer, 0), 1000000) AS counted,
             w.wanted, w.missing, i.stored
      FROM (SELECT %1 FROM public.vehicles v WHERE %3 ORDER BY v.id LIMIT :many) k
      CROSS JOIN LATERAL (SELECT array_agg(x.source_url) FILTER (WHERE x.is_superseded IS NOT TRUE) AS urls,
                                 (count(*) FILTER (WHERE x.is_duplicate IS NOT TRUE AND x.is_document IS NOT TRUE
                                                   AND x.is_superseded IS NOT TRUE))::integer AS stored
                          FROM (SELECT %2 FROM public.vehicle_images v WHERE v.vehicle_id = k.id) x) i
      CROSS JOIN LATERAL (SELECT count(DISTINCT u.url)::integer AS wanted,
                                 (count(DISTINCT u.url) FILTER (WHERE u.url = ANY (i.urls) IS NOT TRUE))::integer AS missing
                          FROM (SELECT e.value #>> '{}' AS url
                                FROM jsonb_array_elements(CASE jsonb_typeof(k.origin_metadata -> 'image_urls')
                                                          WHEN 'array' THEN k.origin_metadata -> 'image_urls' ELSE '[]' END) e
                                WHERE jsonb_typeof(e.value) = 'string' AND e.value <> '""') u) w) c
ORDER BY c.id
