CREATE TRIGGER image_primary_update BEFORE UPDATE OF is_primary, vehicle_id ON vehicle_images WHEN NEW.is_primary = 1
BEGIN
    UPDATE vehicle_images SET is_primary = 0 WHERE vehicle_id = NEW.vehicle_id AND is_primary = 1 AND id <> NEW.id;
END
