CREATE FUNCTION remember_urls(ids vehicle_key[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
    INSERT INTO vehicle_urls (url_key, vehicle_id)
    SELECT DISTINCT ON (url_key(u.url)) url_key(u.url), v.id
    FROM vehicles v CROSS JOIN LATERAL (VALUES (v.discovery_url), (v.listing_url), (v.bat_auction_url), (v.platform_url)) u (url)
    WHERE v.id = ANY (ids) AND url_key(u.url) IS NOT NULL
    ORDER BY url_key(u.url), v.id
    ON CONFLICT (url_key) DO NOTHING
$$
