-- A member follows its queue row. A row that another batch takes over leaves its own: there it has failed, or was never tried.
CREATE FUNCTION item_follows() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    IF OLD.batch_id IS DISTINCT FROM NEW.batch_id THEN
        UPDATE retry_batch_items i SET
            state = CASE WHEN i.state = 'queued' OR (SELECT b.state FROM retry_batches b WHERE b.id = OLD.batch_id) = 'cancelled'
                         THEN 'cancelled' ELSE 'failed' END
        WHERE i.batch_id = OLD.batch_id AND i.vehicle_id = OLD.vehicle_id AND i.step_name = OLD.step_name
          AND i.state IN ('queued', 'retrying');
    END IF;
    IF OLD.vehicle_id <> NEW.vehicle_id THEN
        UPDATE retry_batch_items i SET state = 'skipped', note = 'The vehicle was merged into another one.'
        WHERE i.batch_id = NEW.batch_id AND i.vehicle_id = OLD.vehicle_id AND i.step_name = OLD.step_name
          AND i.state IN ('queued', 'retrying');
    END IF;
    IF NEW.batch_id IS NULL THEN
        RETURN NULL;
    END IF;
    IF OLD.batch_id IS DISTINCT FROM NEW.batch_id OR OLD.vehicle_id <> NEW.vehicle_id THEN
        INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host, state)
        SELECT b.id, NEW.vehicle_id, NEW.step_name, b.planned, NEW.host, 'queued' FROM retry_batches b WHERE b.id = NEW.batch_id
        ON CONFLICT (batch_id, vehicle_id, step_name) DO NOTHING;
    END IF;
    UPDATE retry_batch_items i SET
        state = CASE NEW.status
            WHEN 'completed' THEN CASE WHEN NEW.result = 'skipped' THEN 'skipped' ELSE 'succeeded' END
            WHEN 'dead' THEN 'failed'
            WHEN 'cancelled' THEN 'cancelled'
            ELSE CASE WHEN NEW.cause IS NULL THEN 'queued' ELSE 'retrying' END
        END,
        cause = NEW.cause, note = NEW.message, images_requested = NEW.images_requested, images_stored = NEW.images_stored,
        images_skipped = NEW.images_skipped, images_failed = NEW.images_failed
    WHERE i.batch_id = NEW.batch_id AND i.vehicle_id = NEW.vehicle_id AND i.step_name = NEW.step_name;
    RETURN NULL;
END $$
