CREATE TRIGGER queue_delete AFTER DELETE ON scrape_retry_queue
BEGIN
    INSERT INTO queue_recount (vehicle_id) VALUES (OLD.vehicle_id);
END
