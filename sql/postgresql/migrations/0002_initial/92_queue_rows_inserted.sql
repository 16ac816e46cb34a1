-- Each host and step has a gate, and what is queued for a batch directly becomes a member.
-- Members are found by their vehicle, so that no plan walks over all of a batch.
CREATE FUNCTION queue_rows_inserted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    batches text[];
    vehicles vehicle_key[];
BEGIN
    INSERT INTO circuit_breakers (host, step_name)
    SELECT DISTINCT n.host, n.step_name FROM new_rows n
    WHERE NOT EXISTS (SELECT FROM circuit_breakers b WHERE b.host = n.host AND b.step_name = n.step_name) ORDER BY 1, 2
    ON CONFLICT (host, step_name) DO NOTHING;
    SELECT array_agg(DISTINCT n.batch_id), array_agg(n.vehicle_id) INTO batches, vehicles
    FROM new_rows n WHERE n.batch_id IS NOT NULL;
    IF batches IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM hold_batches(batches);
    UPDATE retry_batch_items i SET state = 'queued', note = NULL FROM new_rows n
    WHERE i.vehicle_id = ANY (vehicles)
      AND i.vehicle_id = n.vehicle_id AND i.step_name = n.step_name AND (i.batch_id = n.batch_id) IS TRUE;
    INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host, state)
    SELECT n.batch_id, n.vehicle_id, n.step_name,
           (SELECT b.planned FROM counted_batches b WHERE b.id = n.batch_id)
           + row_number() OVER (PARTITION BY n.batch_id ORDER BY n.id) - 1, n.host, 'queued'
    FROM new_rows n
    WHERE n.batch_id IS NOT NULL
      AND (SELECT 1 FROM retry_batch_items i
           WHERE i.vehicle_id = n.vehicle_id AND i.step_name = n.step_name AND (i.batch_id = n.batch_id) IS TRUE LIMIT 1) IS NULL
    ON CONFLICT (batch_id, vehicle_id, step_name) DO NOTHING;
    RETURN NULL;
END $$
