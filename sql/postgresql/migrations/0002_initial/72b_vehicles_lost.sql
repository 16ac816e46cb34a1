-- What is written with every step has no foreign key: each would look its vehicle up once more. A worker that ends a step
-- holds its queue row, and an import the page that it keeps: these go first and wait for it, so that what it wrote is seen.
-- Attempts are history: they stay, without their vehicle.
CREATE FUNCTION vehicles_lost() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        DELETE FROM vehicle_steps;
        UPDATE scrape_steps SET vehicle_id = NULL WHERE vehicle_id IS NOT NULL;
        RETURN NULL;
    END IF;
    SELECT array_agg(o.id::vehicle_key) INTO ids FROM old_rows o;
    DELETE FROM vehicle_steps WHERE vehicle_id = ANY (ids);
    UPDATE scrape_steps SET vehicle_id = NULL WHERE vehicle_id = ANY (ids);
    RETURN NULL;
END $$
