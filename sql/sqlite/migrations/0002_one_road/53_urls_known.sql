CREATE TRIGGER urls_known AFTER UPDATE OF missing_count ON vehicle_scrape_state
WHEN (OLD.missing_count = 0) <> (NEW.missing_count = 0)
BEGIN
    INSERT INTO queue_recount (vehicle_id) VALUES (NEW.vehicle_id);
END
