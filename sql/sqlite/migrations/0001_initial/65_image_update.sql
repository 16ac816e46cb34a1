CREATE TRIGGER image_update AFTER UPDATE OF
    vehicle_id, source_url, is_duplicate, is_document, is_superseded
ON vehicle_images
BEGIN
    INSERT INTO state_recount (vehicle_id) VALUES (OLD.vehicle_id);
    INSERT INTO state_recount (vehicle_id) SELECT NEW.vehicle_id WHERE NEW.vehicle_id IS NOT OLD.vehicle_id;
END
