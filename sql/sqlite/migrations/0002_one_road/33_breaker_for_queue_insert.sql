CREATE TRIGGER breaker_for_queue_insert AFTER INSERT ON scrape_retry_queue
BEGIN
    INSERT INTO circuit_breakers (host, step_name) VALUES (NEW.host, NEW.step_name)
    ON CONFLICT (host, step_name) DO NOTHING;
END
