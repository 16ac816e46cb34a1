-- The foreign keys do this on our connections. Other programs have them off unless they switch them on.
CREATE TRIGGER vehicle_delete AFTER DELETE ON vehicles
BEGIN
    UPDATE vehicles SET merged_into_vehicle_id = NULL WHERE merged_into_vehicle_id = OLD.id;
    DELETE FROM image_aliases WHERE vehicle_id = OLD.id;
    DELETE FROM image_failures WHERE vehicle_id = OLD.id;
    DELETE FROM vehicle_images WHERE vehicle_id = OLD.id;
    DELETE FROM page_snapshots WHERE vehicle_id = OLD.id;
    DELETE FROM vehicle_steps WHERE vehicle_id = OLD.id;
    DELETE FROM scrape_retry_queue WHERE vehicle_id = OLD.id;
    DELETE FROM vehicle_urls WHERE vehicle_id = OLD.id;
    DELETE FROM vehicle_scrape_state WHERE vehicle_id = OLD.id;
    UPDATE scrape_steps SET vehicle_id = NULL WHERE vehicle_id = OLD.id;
END
