-- A row that another batch takes over leaves its own: there it has failed, or was never tried. Its vehicle may have been
-- merged into another one, too.
CREATE FUNCTION item_moved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    IF OLD.batch_id IS DISTINCT FROM NEW.batch_id THEN
        UPDATE retry_batch_items i SET
            state = CASE WHEN i.state = 'queued' OR (SELECT b.state FROM retry_batches b WHERE b.id = OLD.batch_id) = 'cancelled'
                         THEN 'cancelled' ELSE 'failed' END
        WHERE (i.batch_id = OLD.batch_id) IS TRUE AND i.vehicle_id = OLD.vehicle_id AND i.step_name = OLD.step_name
          AND i.state IN ('queued', 'retrying');
    END IF;
    IF OLD.vehicle_id <> NEW.vehicle_id THEN
        UPDATE retry_batch_items i SET state = 'skipped', note = 'The vehicle was merged into another one.'
        WHERE (i.batch_id = NEW.batch_id) IS TRUE AND i.vehicle_id = OLD.vehicle_id AND i.step_name = OLD.step_name
          AND i.state IN ('queued', 'retrying');
    END IF;
    INSERT INTO retry_batch_items AS i (batch_id, vehicle_id, step_name, position, host, state, cause, note, images_requested,
                                        images_stored, images_skipped, images_failed)
    SELECT b.id, NEW.vehicle_id, NEW.step_name, b.planned, NEW.host, member_state(NEW.status, NEW.result, NEW.cause), NEW.cause,
           NEW.message, NEW.images_requested, NEW.images_stored, NEW.images_skipped, NEW.images_failed
    FROM counted_batches b WHERE b.id = NEW.batch_id
    ON CONFLICT (batch_id, vehicle_id, step_name) DO UPDATE SET
        state = excluded.state, cause = excluded.cause, note = excluded.note, images_requested = excluded.images_requested,
        images_stored = excluded.images_stored, images_skipped = excluded.images_skipped, images_failed = excluded.images_failed;
    RETURN NULL;
END $$
