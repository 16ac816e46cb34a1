DO $do$ BEGIN
    EXECUTE (
        SELECT format($f$
CREATE FUNCTION images_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.vehicle_id::vehicle_key) INTO ids FROM old_rows o WHERE o.vehicle_id IS NOT NULL;
    ELSE
        DELETE FROM image_failures f USING new_rows n
        WHERE f.vehicle_id = n.vehicle_id AND f.source_url = n.source_url%s;
        IF TG_OP = 'INSERT' THEN
            SELECT array_agg(DISTINCT n.vehicle_id::vehicle_key) INTO ids FROM new_rows n WHERE n.vehicle_id IS NOT NULL;
        ELSE
            SELECT array_agg(DISTINCT k.id) INTO ids FROM (
                SELECT unnest(ARRAY[n.vehicle_id, o.vehicle_id]::vehicle_key[]) AS id
                FROM new_rows n JOIN old_rows o ON o.id = n.id
                WHERE (%s) IS DISTINCT FROM (%s)) k
            WHERE k.id IS NOT NULL;
        END IF;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM begin_states(ids);
        PERFORM recount_state(ids);
    END IF;
    RETURN NULL;
END $$ $f$, coalesce(max(' AND n.is_superseded IS NOT TRUE') FILTER (WHERE a.attname = 'is_superseded'), ''),
            string_agg(format('n.%I', a.attname), ', '), string_agg(format('o.%I', a.attname), ', '))
        FROM pg_attribute a
        WHERE a.attrelid = 'public.vehicle_images'::regclass AND NOT a.attisdropped
          AND a.attname IN ('vehicle_id', 'source_url', 'is_duplicate', 'is_document', 'is_superseded'));
END $do$
