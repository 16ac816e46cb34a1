-- What has not failed and had not failed before says nothing new about its vehicle.
CREATE FUNCTION steps_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.vehicle_id) INTO ids FROM new_rows n WHERE n.status = 'failed';
    ELSE
        SELECT array_agg(DISTINCT f.vehicle_id) INTO ids FROM (
            SELECT n.vehicle_id FROM new_rows n WHERE n.status = 'failed'
            UNION ALL SELECT o.vehicle_id FROM old_rows o WHERE o.status = 'failed') f;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM recount_steps(ids);
    END IF;
    RETURN NULL;
END $$
