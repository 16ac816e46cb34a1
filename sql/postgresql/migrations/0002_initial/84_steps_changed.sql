CREATE FUNCTION steps_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    PERFORM recount_steps(k.ids) FROM (
        SELECT array_agg(DISTINCT n.vehicle_id) AS ids FROM new_rows n) k WHERE k.ids IS NOT NULL;
    RETURN NULL;
END $$
