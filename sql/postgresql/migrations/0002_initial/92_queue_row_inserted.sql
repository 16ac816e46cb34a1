-- Each host and step has a gate, and what is queued for a batch directly becomes a member.
CREATE FUNCTION queue_row_inserted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    INSERT INTO circuit_breakers (host, step_name) VALUES (NEW.host, NEW.step_name) ON CONFLICT (host, step_name) DO NOTHING;
    IF NEW.batch_id IS NOT NULL THEN
        INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host, state)
        SELECT b.id, NEW.vehicle_id, NEW.step_name, b.planned, NEW.host, 'queued' FROM retry_batches b WHERE b.id = NEW.batch_id
        ON CONFLICT (batch_id, vehicle_id, step_name) DO UPDATE SET state = 'queued', note = NULL;
    END IF;
    RETURN NULL;
END $$
