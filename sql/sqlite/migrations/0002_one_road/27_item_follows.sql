-- A row that another batch takes over leaves its own: there it has failed, or was never tried.
CREATE TRIGGER item_follows AFTER UPDATE OF status, batch_id, vehicle_id, cause, result, message, images_requested,
    images_stored, images_skipped, images_failed
ON scrape_retry_queue WHEN NEW.batch_id IS NOT NULL OR OLD.batch_id IS NOT NULL
BEGIN
    UPDATE retry_batch_items SET
        state = iif((SELECT b.state FROM retry_batches b WHERE b.id = OLD.batch_id) = 'cancelled' OR state = 'queued',
                    'cancelled', 'failed')
    WHERE OLD.batch_id IS NOT NEW.batch_id AND batch_id = OLD.batch_id AND vehicle_id = OLD.vehicle_id
      AND step_name = OLD.step_name AND state IN ('queued', 'retrying');
    UPDATE retry_batch_items SET state = 'skipped', note = 'The vehicle was merged into another one.'
    WHERE OLD.vehicle_id <> NEW.vehicle_id AND batch_id = NEW.batch_id AND vehicle_id = OLD.vehicle_id
      AND step_name = OLD.step_name AND state IN ('queued', 'retrying');
    INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host, state)
    SELECT b.id, NEW.vehicle_id, NEW.step_name, b.planned, NEW.host, 'queued' FROM retry_batches b
    WHERE b.id = NEW.batch_id AND (OLD.batch_id IS NOT NEW.batch_id OR OLD.vehicle_id <> NEW.vehicle_id)
    ON CONFLICT (batch_id, vehicle_id, step_name) DO NOTHING;
    UPDATE retry_batch_items SET
        state = CASE NEW.status
            WHEN 'completed' THEN iif(NEW.result = 'skipped', 'skipped', 'succeeded')
            WHEN 'dead' THEN 'failed'
            WHEN 'cancelled' THEN 'cancelled'
            ELSE iif(NEW.cause IS NULL, 'queued', 'retrying')
        END,
        cause = NEW.cause, note = NEW.message, images_requested = NEW.images_requested, images_stored = NEW.images_stored,
        images_skipped = NEW.images_skipped, images_failed = NEW.images_failed
    WHERE batch_id = NEW.batch_id AND vehicle_id = NEW.vehicle_id AND step_name = NEW.step_name
      AND NOT (NEW.status = 'running' AND OLD.status = 'pending' AND OLD.batch_id = NEW.batch_id);
END
