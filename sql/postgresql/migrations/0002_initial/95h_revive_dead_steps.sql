-- One of each step: merged vehicles may have brought several dead rows of it.
CREATE FUNCTION revive_dead_steps(wanted wanted_step[], tries integer, at timestamptz, batch text, why text, asked jsonb, urgency integer)
RETURNS TABLE (vehicle vehicle_key, step text) LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    IF batch IS NOT NULL THEN
        PERFORM hold_batches(ARRAY[batch]);
    END IF;
    PERFORM FROM vehicle_scrape_state s WHERE s.vehicle_id = ANY (ARRAY(
        SELECT r.vehicle_id FROM rows_of(wanted) r)) ORDER BY s.vehicle_id FOR NO KEY UPDATE;
    RETURN QUERY
    WITH dead AS MATERIALIZED (
        SELECT r.host, (SELECT d.id FROM scrape_retry_queue d
                        WHERE d.vehicle_id = r.vehicle_id AND d.step_name = r.step_name AND (d.status = 'dead') IS TRUE
                          AND (SELECT 1 FROM scrape_retry_queue a WHERE a.vehicle_id = r.vehicle_id
                               AND a.step_name = r.step_name AND a.status IN ('pending', 'running') LIMIT 1) IS NULL
                        ORDER BY d.created_at DESC, d.id LIMIT 1) AS id
        FROM rows_of(wanted) r
    )
    UPDATE scrape_retry_queue q SET
        scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = q.id),
        status = 'pending', retry_count = 0, host = coalesce(m.host, q.host), fingerprint = NULL,
        message = NULL, rescues = 0, parked = (SELECT parking(batch, NULL, NULL, NULL)),
        max_retries = tries, next_retry_at = at,
        batch_id = batch, reason = why, options = asked, priority = urgency,
        held_reason = NULL, cause = NULL, completed_at = NULL,
        images_requested = 0, images_stored = 0, images_skipped = 0, images_failed = 0
    FROM dead m
    WHERE q.id = ANY (ARRAY(SELECT d.id FROM dead d)) AND q.id = m.id AND (q.status = 'dead') IS TRUE
      AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = batch AND b.state = 'cancelled')
    RETURNING q.vehicle_id, q.step_name;
    IF FOUND THEN -- nothing new is inserted, and workers listen
        PERFORM pg_notify('retrydesk', 'work');
    END IF;
END $$
