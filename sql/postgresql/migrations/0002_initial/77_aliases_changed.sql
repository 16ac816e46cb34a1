CREATE FUNCTION aliases_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.vehicle_id) INTO ids FROM old_rows o;
    ELSE
        DELETE FROM image_failures f USING new_rows n WHERE f.vehicle_id = n.vehicle_id AND f.source_url = n.source_url;
        SELECT array_agg(DISTINCT n.vehicle_id) INTO ids FROM new_rows n;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM recount_state(ids);
    END IF;
    RETURN NULL;
END $$
