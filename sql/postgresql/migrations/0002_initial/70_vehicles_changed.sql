CREATE FUNCTION vehicles_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.id::vehicle_key ORDER BY n.id) INTO ids FROM new_rows n;
    ELSE
        SELECT array_agg(n.id::vehicle_key ORDER BY n.id) INTO ids FROM new_rows n JOIN old_rows o ON o.id = n.id
        WHERE (n.make, n.model, n.year, n.vin, n.sale_price, n.discovery_url, n.listing_url, n.bat_auction_url, n.platform_url,
               n.origin_metadata, n.deleted_at, n.merged_into_vehicle_id, n.created_at)
           IS DISTINCT FROM (o.make, o.model, o.year, o.vin, o.sale_price, o.discovery_url, o.listing_url, o.bat_auction_url,
                             o.platform_url, o.origin_metadata, o.deleted_at, o.merged_into_vehicle_id, o.created_at);
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM remember_urls(ids);
        PERFORM recount_state(ids);
    END IF;
    RETURN NULL;
END $$
