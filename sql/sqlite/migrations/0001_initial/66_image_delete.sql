CREATE TRIGGER image_delete AFTER DELETE ON vehicle_images
BEGIN
    INSERT INTO state_recount (vehicle_id) VALUES (OLD.vehicle_id);
END
