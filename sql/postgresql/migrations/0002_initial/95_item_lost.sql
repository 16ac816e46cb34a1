CREATE FUNCTION item_lost() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    UPDATE retry_batch_items i SET state = 'skipped', note = 'The vehicle is not there any more.'
    WHERE (i.batch_id = OLD.batch_id) IS TRUE AND i.vehicle_id = OLD.vehicle_id AND i.step_name = OLD.step_name
      AND i.state IN ('queued', 'retrying');
    RETURN NULL;
END $$
