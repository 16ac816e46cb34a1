CREATE TRIGGER alias_insert AFTER INSERT ON image_aliases
BEGIN
    DELETE FROM image_failures WHERE vehicle_id = NEW.vehicle_id AND source_url = NEW.source_url;
    INSERT INTO state_recount (vehicle_id) VALUES (NEW.vehicle_id);
END
