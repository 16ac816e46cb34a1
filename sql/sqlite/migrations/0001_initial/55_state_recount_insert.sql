-- Bits: 1 missing_vin, 2 missing_price, 4 missing_image_urls, 8 missing_images, 16 partial_images.
-- Known absent values are no failure: vin_extraction.kind, sale_status and image_extraction.status are the evidence.
-- Wanted are the texts of the list image_urls (only members of a list have an integer key in json_each).
-- Times of other programs are brought into our form: lists sort and filter them as text.
-- OFFSET keeps SQLite from merging the subquery: each count would be made once for each place that names it.
CREATE TRIGGER state_recount_insert INSTEAD OF INSERT ON state_recount
BEGIN
    INSERT INTO vehicle_scrape_state (vehicle_id, created_at, failing, expected_count, stored_count, missing_count,
                                      source, name, search_text)
    SELECT
        c.id, c.created_at,
        CASE WHEN c.hidden THEN 0 ELSE
            (CASE WHEN c.vin_missing THEN 1 ELSE 0 END)
            + (CASE WHEN c.price_missing THEN 2 ELSE 0 END)
            + (CASE WHEN c.wanted = 0 AND c.stored = 0 AND NOT c.gallery_absent THEN 4 ELSE 0 END)
            + (CASE WHEN c.wanted > 0 AND c.stored = 0 AND c.missing > 0 THEN 8
                    WHEN c.stored > 0 AND (c.missing > 0 OR (c.stated > c.wanted AND c.stored + c.aliases < c.stated)) THEN 16
                    ELSE 0 END)
        END,
        CASE WHEN c.wanted = 0 THEN max(c.counted, c.stated) WHEN c.stated > c.wanted THEN c.stated ELSE c.wanted END,
        c.stored, c.missing, c.source, c.name,
        lower(c.name || ' ' || c.vin || ' ' || c.discovery_url)
    FROM (
        SELECT
            v.id,
            coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', v.created_at), v.created_at) AS created_at,
            (v.deleted_at IS NOT NULL OR v.merged_into_vehicle_id IS NOT NULL) AS hidden,
            (coalesce(v.vin, '') = ''
                AND coalesce(json_extract(v.origin_metadata, '$.vin_extraction.kind'), '')
                    NOT IN ('absent', 'chassis', 'refused')) AS vin_missing,
            (v.sale_price IS NULL
                AND coalesce(json_extract(v.origin_metadata, '$.sale_status'), '')
                    NOT IN ('reserve_not_met', 'bid_to', 'no_sale', 'active', 'withdrawn')) AS price_missing,
            coalesce(json_extract(v.origin_metadata, '$.image_extraction.status'), '') = 'absent' AS gallery_absent,
            min(max(CAST(coalesce(json_extract(v.origin_metadata, '$.image_count_stated'), 0) AS INTEGER), 0), 1000000)
                AS stated,
            min(max(CAST(coalesce(json_extract(v.origin_metadata, '$.image_count'), 0) AS INTEGER), 0), 1000000)
                AS counted,
            (SELECT count(DISTINCT w.value) FROM json_each(v.origin_metadata, '$.image_urls') w
                WHERE w.type = 'text' AND w.value <> '' AND typeof(w.key) = 'integer') AS wanted,
            (SELECT count(DISTINCT w.value) FROM json_each(v.origin_metadata, '$.image_urls') w
                WHERE w.type = 'text' AND w.value <> '' AND typeof(w.key) = 'integer'
                AND NOT EXISTS (SELECT 1 FROM vehicle_images i
                                WHERE i.vehicle_id = v.id AND i.source_url = w.value AND i.is_superseded = 0)
                AND NOT EXISTS (SELECT 1 FROM image_aliases a
                                WHERE a.vehicle_id = v.id AND a.source_url = w.value)) AS missing,
            (SELECT count(*) FROM vehicle_images i
                WHERE i.vehicle_id = v.id AND i.is_duplicate = 0 AND i.is_document = 0
                AND i.is_superseded = 0) AS stored,
            (SELECT count(*) FROM image_aliases a
                WHERE a.vehicle_id = v.id
                AND NOT EXISTS (SELECT 1 FROM vehicle_images i
                                WHERE i.vehicle_id = v.id AND i.source_url = a.source_url
                                AND i.is_superseded = 0)) AS aliases,
            CASE WHEN json_extract(v.origin_metadata, '$.source') = 'bat_import' THEN 'bringatrailer.com'
                 ELSE coalesce(json_extract(v.origin_metadata, '$.source'), '') END AS source,
            trim(coalesce(v.year, '') || ' ' || coalesce(v.make, '') || ' ' || coalesce(v.model, '')) AS name,
            coalesce(v.vin, '') AS vin,
            v.first_url AS discovery_url
        FROM (SELECT *, coalesce(discovery_url, listing_url, bat_auction_url, platform_url, '') AS first_url
              FROM vehicles WHERE id = NEW.vehicle_id) v
        LIMIT 1 OFFSET 0
    ) c
    WHERE true
    ON CONFLICT (vehicle_id) DO UPDATE SET
        created_at = excluded.created_at,
        failing = excluded.failing,
        expected_count = excluded.expected_count,
        stored_count = excluded.stored_count,
        missing_count = excluded.missing_count,
        source = excluded.source,
        name = excluded.name,
        search_text = excluded.search_text,
        version = version + 1
    WHERE (created_at, failing, expected_count, stored_count, missing_count, source, name, search_text)
       IS NOT (excluded.created_at, excluded.failing, excluded.expected_count, excluded.stored_count,
               excluded.missing_count, excluded.source, excluded.name, excluded.search_text);
END
