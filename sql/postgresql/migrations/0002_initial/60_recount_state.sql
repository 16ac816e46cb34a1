-- Counts these vehicles anew. Their rows are locked first: what is counted is what everybody has committed until then
-- (each statement has a snapshot of its own), and two that count one vehicle wait for each other. With only_new, states
-- that are there stay as they are.
-- Times are kept to the millisecond, as far as the program's go.
-- Bits: 1 missing_vin, 2 missing_price, 4 missing_image_urls, 8 missing_images, 16 partial_images.
-- Known absent values are no failure: vin_extraction.kind, sale_status and image_extraction.status are the evidence.
CREATE FUNCTION recount_state(ids vehicle_key[], only_new boolean DEFAULT false) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM FROM vehicle_scrape_state WHERE vehicle_id = ANY (ids) ORDER BY vehicle_id FOR NO KEY UPDATE;
    INSERT INTO vehicle_scrape_state AS s (vehicle_id, created_at, failing, expected_count, stored_count, missing_count,
                                           source, host, name, search_text)
    SELECT c.id, c.created_at,
           CASE WHEN c.hidden THEN 0 ELSE
               (CASE WHEN c.vin_missing THEN 1 ELSE 0 END)
               + (CASE WHEN c.price_missing THEN 2 ELSE 0 END)
               + (CASE WHEN c.wanted = 0 AND c.stored = 0 AND NOT c.gallery_absent THEN 4 ELSE 0 END)
               + (CASE WHEN c.wanted > 0 AND c.stored = 0 AND c.missing > 0 THEN 8
                       WHEN c.stored > 0 AND (c.missing > 0 OR (c.stated > c.wanted AND c.stored + c.aliases < c.stated)) THEN 16
                       ELSE 0 END)
           END,
           CASE WHEN c.wanted = 0 THEN greatest(c.counted, c.stated) WHEN c.stated > c.wanted THEN c.stated ELSE c.wanted END,
           c.stored, c.missing, c.source, url_host(c.first_url), c.name, lower(c.name || ' ' || c.vin || ' ' || c.first_url)
    FROM (SELECT v.id, date_trunc('milliseconds', coalesce(v.created_at, '-infinity')) AS created_at,
                 (v.deleted_at IS NOT NULL OR v.merged_into_vehicle_id IS NOT NULL) AS hidden,
                 (coalesce(v.vin, '') = '' AND coalesce(v.origin_metadata #>> '{vin_extraction,kind}', '')
                      NOT IN ('absent', 'chassis', 'refused')) AS vin_missing,
                 (v.sale_price IS NULL AND coalesce(v.origin_metadata ->> 'sale_status', '')
                      NOT IN ('reserve_not_met', 'bid_to', 'no_sale', 'active', 'withdrawn')) AS price_missing,
                 coalesce(v.origin_metadata #>> '{image_extraction,status}', '') = 'absent' AS gallery_absent,
                 count_in(v.origin_metadata, 'image_count_stated') AS stated,
                 count_in(v.origin_metadata, 'image_count') AS counted,
                 w.wanted, w.missing, i.stored, a.aliases,
                 CASE v.origin_metadata ->> 'source' WHEN 'bat_import' THEN 'bringatrailer.com'
                      ELSE coalesce(v.origin_metadata ->> 'source', '') END AS source,
                 btrim(coalesce(v.year::text, '') || ' ' || coalesce(v.make, '') || ' ' || coalesce(v.model, '')) AS name,
                 coalesce(v.vin, '') AS vin,
                 coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url, '') AS first_url
          FROM vehicles v
          CROSS JOIN LATERAL (SELECT count(*)::integer AS wanted,
                                     (count(*) FILTER (
                                          WHERE u.url NOT IN (SELECT x.source_url FROM vehicle_images x
                                                              WHERE x.vehicle_id = v.id AND x.source_url IS NOT NULL
                                                                AND x.is_superseded IS NOT TRUE)
                                          AND u.url NOT IN (SELECT y.source_url FROM image_aliases y
                                                            WHERE y.vehicle_id = v.id)))::integer AS missing
                              FROM wanted_urls(v.origin_metadata) u) w
          CROSS JOIN LATERAL (SELECT count(*)::integer AS stored FROM vehicle_images x
                              WHERE x.vehicle_id = v.id AND x.is_duplicate IS NOT TRUE AND x.is_document IS NOT TRUE
                                AND x.is_superseded IS NOT TRUE) i
          CROSS JOIN LATERAL (SELECT count(*)::integer AS aliases FROM image_aliases y
                              WHERE y.vehicle_id = v.id
                                AND NOT EXISTS (SELECT 1 FROM vehicle_images x WHERE x.vehicle_id = v.id
                                                AND x.source_url = y.source_url AND x.is_superseded IS NOT TRUE)) a
          WHERE v.id = ANY (ids)) c
    ORDER BY c.id
    ON CONFLICT (vehicle_id) DO UPDATE SET
        created_at = excluded.created_at, failing = excluded.failing, expected_count = excluded.expected_count,
        stored_count = excluded.stored_count, missing_count = excluded.missing_count, source = excluded.source,
        host = excluded.host, name = excluded.name, search_text = excluded.search_text, version = s.version + 1
    WHERE NOT only_new AND (s.created_at, s.failing, s.expected_count, s.stored_count, s.missing_count, s.source, s.host, s.name, s.search_text)
       IS DISTINCT FROM (excluded.created_at, excluded.failing, excluded.expected_count, excluded.stored_count,
                         excluded.missing_count, excluded.source, excluded.host, excluded.name, excluded.search_text);
END $$
