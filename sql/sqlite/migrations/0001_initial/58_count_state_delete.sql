CREATE TRIGGER count_state_delete AFTER DELETE ON vehicle_scrape_state
BEGIN
    UPDATE failure_counters SET vehicles = vehicles - 1 WHERE failing = OLD.failing;
END
