-- What may have become blocked, or free: a row that waits again, and a step that others wait for that came or went.
CREATE TRIGGER queue_update AFTER UPDATE OF vehicle_id, status ON scrape_retry_queue
WHEN OLD.vehicle_id <> NEW.vehicle_id OR (NEW.status = 'pending' AND OLD.status <> 'pending')
     OR (NEW.step_name IN ('fetch_listing', 'extract_images')
         AND (NEW.status IN ('pending', 'running')) <> (OLD.status IN ('pending', 'running')))
BEGIN
    INSERT INTO queue_recount (vehicle_id) VALUES (NEW.vehicle_id);
    INSERT INTO queue_recount (vehicle_id) SELECT OLD.vehicle_id WHERE OLD.vehicle_id <> NEW.vehicle_id;
END
