-- A member follows its queue row (triggers 26 to 28). What is queued for a batch directly becomes a member.
CREATE TRIGGER item_queued AFTER INSERT ON scrape_retry_queue WHEN NEW.batch_id IS NOT NULL
BEGIN
    INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host, state)
    SELECT b.id, NEW.vehicle_id, NEW.step_name, b.planned, NEW.host, 'queued' FROM retry_batches b WHERE b.id = NEW.batch_id
    ON CONFLICT (batch_id, vehicle_id, step_name) DO UPDATE SET state = 'queued', note = NULL;
END
