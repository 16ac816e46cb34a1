CREATE FUNCTION remember_urls(ids vehicle_key[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    INSERT INTO vehicle_urls (url_key, vehicle_id)
    SELECT DISTINCT ON (u.url_key) u.url_key, v.id
    FROM vehicles v CROSS JOIN LATERAL (
        SELECT url_key(n.url) AS url_key
        FROM (VALUES (v.discovery_url), (v.listing_url), (v.bat_auction_url), (v.platform_url)) n (url)
        WHERE n.url IS NOT NULL OFFSET 0) u -- worked out once
    WHERE v.id = ANY (ids) AND u.url_key IS NOT NULL
    ORDER BY u.url_key, v.id
    ON CONFLICT (url_key) DO NOTHING;
END $$
