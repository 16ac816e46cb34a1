-- One primary image for each vehicle: the newest wins, as in the PostgreSQL schema.
CREATE TRIGGER image_primary_insert BEFORE INSERT ON vehicle_images WHEN NEW.is_primary = 1
BEGIN
    UPDATE vehicle_images SET is_primary = 0 WHERE vehicle_id = NEW.vehicle_id AND is_primary = 1;
END
