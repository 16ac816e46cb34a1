CREATE TRIGGER breaker_for_queue_update AFTER UPDATE OF host ON scrape_retry_queue WHEN NEW.host <> OLD.host
BEGIN
    INSERT INTO circuit_breakers (host, step_name) VALUES (NEW.host, NEW.step_name)
    ON CONFLICT (host, step_name) DO NOTHING;
END
