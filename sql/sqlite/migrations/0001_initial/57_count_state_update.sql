CREATE TRIGGER count_state_update AFTER UPDATE OF failing ON vehicle_scrape_state WHEN OLD.failing <> NEW.failing
BEGIN
    UPDATE failure_counters SET vehicles = vehicles - 1 WHERE failing = OLD.failing;
    INSERT INTO failure_counters (failing, vehicles) VALUES (NEW.failing, 1)
    ON CONFLICT (failing) DO UPDATE SET vehicles = vehicles + 1;
END
