CREATE TRIGGER alias_delete AFTER DELETE ON image_aliases
BEGIN
    INSERT INTO state_recount (vehicle_id) VALUES (OLD.vehicle_id);
END
