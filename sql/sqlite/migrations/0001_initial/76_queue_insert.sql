CREATE TRIGGER queue_insert AFTER INSERT ON scrape_retry_queue
BEGIN
    INSERT INTO queue_recount (vehicle_id) VALUES (NEW.vehicle_id);
END
