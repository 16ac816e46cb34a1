CREATE TRIGGER count_state_insert AFTER INSERT ON vehicle_scrape_state
BEGIN
    INSERT INTO failure_counters (failing, vehicles) VALUES (NEW.failing, 1)
    ON CONFLICT (failing) DO UPDATE SET vehicles = vehicles + 1;
END
