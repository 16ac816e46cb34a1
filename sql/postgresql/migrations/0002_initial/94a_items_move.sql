CREATE TRIGGER item_move AFTER UPDATE OF batch_id, vehicle_id ON scrape_retry_queue FOR EACH ROW
WHEN (OLD.batch_id IS DISTINCT FROM NEW.batch_id OR OLD.vehicle_id <> NEW.vehicle_id) EXECUTE FUNCTION item_moved()
