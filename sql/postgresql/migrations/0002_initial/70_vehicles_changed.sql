-- Compares the columns that are there: an existing table need not have them all. json has no equality, its text has.
DO $do$ BEGIN
    EXECUTE (
        SELECT format($f$
CREATE FUNCTION vehicles_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.id::vehicle_key ORDER BY n.id) INTO ids FROM new_rows n;
    ELSE
        SELECT array_agg(n.id::vehicle_key ORDER BY n.id) INTO ids FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE (%s) IS DISTINCT FROM (%s);
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM remember_urls(ids);
        PERFORM recount_state(ids);
    END IF;
    RETURN NULL;
END $$ $f$, string_agg(format('n.%I%s', c.name, c.as_text), ', '), string_agg(format('o.%I%s', c.name, c.as_text), ', '))
        FROM (SELECT a.attname AS name, CASE a.atttypid WHEN 'json'::regtype THEN '::text' ELSE '' END AS as_text
              FROM pg_attribute a
              WHERE a.attrelid = 'public.vehicles'::regclass AND NOT a.attisdropped
                AND a.attname IN ('id', 'make', 'model', 'year', 'vin', 'sale_price', 'discovery_url', 'listing_url',
                                  'bat_auction_url', 'platform_url', 'origin_metadata', 'deleted_at',
                                  'merged_into_vehicle_id', 'created_at')) c);
END $do$
