CREATE TRIGGER item_follows AFTER UPDATE OF status, batch_id, vehicle_id, cause, result, message, images_requested,
    images_stored, images_skipped, images_failed
ON scrape_retry_queue FOR EACH ROW
WHEN ((NEW.batch_id IS NOT NULL OR OLD.batch_id IS NOT NULL)
      AND NOT (NEW.status = 'running' AND OLD.status = 'pending' AND OLD.batch_id IS NOT DISTINCT FROM NEW.batch_id))
EXECUTE FUNCTION item_follows()
