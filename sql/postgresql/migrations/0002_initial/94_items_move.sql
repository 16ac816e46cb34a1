-- A row that another batch takes over leaves its own: there it has failed, or was never tried. Its vehicle may have been
-- merged into another one, too.
CREATE FUNCTION items_move(batch text, vehicle vehicle_key, step text, new_batch text, new_vehicle vehicle_key, new_host text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF batch IS DISTINCT FROM new_batch THEN
        UPDATE retry_batch_items i SET
            state = CASE WHEN i.state = 'queued' OR (SELECT b.state FROM retry_batches b WHERE b.id = batch) = 'cancelled'
                         THEN 'cancelled' ELSE 'failed' END
        WHERE i.batch_id = batch AND i.vehicle_id = vehicle AND i.step_name = step AND i.state IN ('queued', 'retrying');
    END IF;
    IF vehicle <> new_vehicle THEN
        UPDATE retry_batch_items i SET state = 'skipped', note = 'The vehicle was merged into another one.'
        WHERE i.batch_id = new_batch AND i.vehicle_id = vehicle AND i.step_name = step AND i.state IN ('queued', 'retrying');
    END IF;
    INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, host, state)
    SELECT b.id, new_vehicle, step, b.planned, new_host, 'queued' FROM retry_batches b WHERE b.id = new_batch
    ON CONFLICT (batch_id, vehicle_id, step_name) DO NOTHING;
END $$
