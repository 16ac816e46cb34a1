CREATE TRIGGER image_update AFTER UPDATE OF
    vehicle_id, source_url, storage_path, file_hash, is_duplicate, is_document, is_superseded
ON vehicle_images
BEGIN
    DELETE FROM image_failures
    WHERE vehicle_id = NEW.vehicle_id AND source_url = NEW.source_url AND NEW.is_superseded = 0;
    INSERT INTO state_recount (vehicle_id) VALUES (OLD.vehicle_id);
    INSERT INTO state_recount (vehicle_id) SELECT NEW.vehicle_id WHERE NEW.vehicle_id IS NOT OLD.vehicle_id;
END
