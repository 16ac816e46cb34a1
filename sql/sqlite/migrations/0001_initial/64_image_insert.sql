CREATE TRIGGER image_insert AFTER INSERT ON vehicle_images WHEN NEW.vehicle_id IS NOT NULL
BEGIN
    DELETE FROM image_failures
    WHERE vehicle_id = NEW.vehicle_id AND source_url = NEW.source_url AND NEW.is_superseded = 0;
    INSERT INTO state_recount (vehicle_id) VALUES (NEW.vehicle_id);
END
