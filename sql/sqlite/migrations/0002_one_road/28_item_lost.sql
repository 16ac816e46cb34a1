CREATE TRIGGER item_lost AFTER DELETE ON scrape_retry_queue WHEN OLD.batch_id IS NOT NULL
BEGIN
    UPDATE retry_batch_items SET state = 'skipped', note = 'The vehicle is not there any more.'
    WHERE batch_id = OLD.batch_id AND vehicle_id = OLD.vehicle_id AND step_name = OLD.step_name
      AND state IN ('queued', 'retrying');
END
