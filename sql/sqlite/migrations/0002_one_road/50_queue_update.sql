CREATE TRIGGER queue_update AFTER UPDATE OF vehicle_id, status, next_retry_at, held_reason, parked ON scrape_retry_queue
BEGIN
    INSERT INTO queue_recount (vehicle_id) VALUES (NEW.vehicle_id);
    INSERT INTO queue_recount (vehicle_id) SELECT OLD.vehicle_id WHERE OLD.vehicle_id <> NEW.vehicle_id;
END
