CREATE FUNCTION images_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.vehicle_id::vehicle_key) INTO ids FROM old_rows o WHERE o.vehicle_id IS NOT NULL;
    ELSE
        DELETE FROM image_failures f USING new_rows n
        WHERE f.vehicle_id = n.vehicle_id AND f.source_url = n.source_url AND NOT n.is_superseded;
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(DISTINCT n.vehicle_id::vehicle_key) INTO ids FROM new_rows n WHERE n.vehicle_id IS NOT NULL;
        ELSE
            SELECT array_agg(DISTINCT k.id) INTO ids FROM (
                SELECT unnest(ARRAY[n.vehicle_id, o.vehicle_id]::vehicle_key[]) AS id
                FROM new_rows n JOIN old_rows o ON o.id = n.id
                WHERE (n.vehicle_id, n.source_url, n.is_duplicate, n.is_document, n.is_superseded)
                   IS DISTINCT FROM (o.vehicle_id, o.source_url, o.is_duplicate, o.is_document, o.is_superseded)) k
            WHERE k.id IS NOT NULL;
        END IF;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM recount_state(ids);
    END IF;
    RETURN NULL;
END $$
