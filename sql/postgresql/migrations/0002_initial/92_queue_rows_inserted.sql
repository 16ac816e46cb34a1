-- Each host and step has a gate, and what is queued for a batch directly becomes a member.
CREATE FUNCTION queue_rows_inserted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO circuit_breakers (host, step_name)
    SELECT DISTINCT n.host, n.step_name FROM new_rows n
    WHERE NOT EXISTS (SELECT FROM circuit_breakers b WHERE b.host = n.host AND b.step_name = n.step_name) ORDER BY 1, 2
    ON CONFLICT (host, step_name) DO NOTHING;
    UPDATE retry_batch_items i SET state = 'queued', note = NULL FROM new_rows n
    WHERE i.batch_id = n.batch_id AND i.vehicle_id = n.vehicle_id AND i.step_name = n.step_name;
    INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host, state)
    SELECT b.id, n.vehicle_id, n.step_name, b.planned + row_number() OVER (PARTITION BY b.id ORDER BY n.id) - 1, n.host, 'queued'
    FROM new_rows n JOIN retry_batches b ON b.id = n.batch_id
    WHERE NOT EXISTS (SELECT FROM retry_batch_items i
                      WHERE i.batch_id = n.batch_id AND i.vehicle_id = n.vehicle_id AND i.step_name = n.step_name)
    ON CONFLICT (batch_id, vehicle_id, step_name) DO NOTHING;
    RETURN NULL;
END $$
