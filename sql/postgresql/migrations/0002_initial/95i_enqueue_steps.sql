-- A cancelled batch gets nothing; what is queued for a paused one waits with it.
-- A row that another batch has not tried yet stays there unless the request may displace it, or a step that it waits for
-- has failed or is a member of this batch.
CREATE FUNCTION enqueue_steps(wanted wanted_step[], tries integer, at timestamptz, batch text, why text, asked jsonb, urgency integer, made_at timestamptz, displaces integer)
RETURNS TABLE (vehicle vehicle_key, step text) LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    IF batch IS NOT NULL THEN
        PERFORM hold_batches(ARRAY[batch]);
    END IF;
    -- States before the rows of their vehicles, as everybody locks them.
    PERFORM FROM vehicle_scrape_state s WHERE s.vehicle_id = ANY (ARRAY(
        SELECT r.vehicle_id FROM rows_of(wanted) r)) ORDER BY s.vehicle_id FOR NO KEY UPDATE;
    RETURN QUERY
    INSERT INTO scrape_retry_queue AS q (id, vehicle_id, step_name, host, retry_count, max_retries, next_retry_at, status,
                                         created_at, priority, batch_id, reason, options, parked)
    SELECT r.id, r.vehicle_id, r.step_name, coalesce(r.host, ''), 0, tries, at, 'pending', made_at, urgency, batch, why,
           asked, (SELECT parking(batch, NULL, NULL, NULL))
    FROM rows_of(wanted) r
    WHERE (SELECT 1 FROM vehicles v WHERE v.id = r.vehicle_id LIMIT 1) IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = batch AND b.state = 'cancelled')
    ON CONFLICT (vehicle_id, step_name) WHERE status IN ('pending', 'running') DO UPDATE SET
        scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = q.id),
        next_retry_at = excluded.next_retry_at, retry_count = 0,
        host = CASE excluded.host WHEN '' THEN q.host ELSE excluded.host END,
        max_retries = excluded.max_retries, batch_id = excluded.batch_id, reason = excluded.reason,
        options = excluded.options, priority = excluded.priority, parked = excluded.parked, held_reason = NULL, cause = NULL,
        fingerprint = NULL, message = NULL, rescues = 0,
        images_requested = 0, images_stored = 0, images_skipped = 0, images_failed = 0
    WHERE q.status = 'pending'
      AND (displaces <> 0 OR q.cause IS NOT NULL
           OR NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = q.batch_id AND b.state IN ('planned', 'running', 'paused'))
           OR EXISTS (SELECT 1 FROM scrape_retry_queue p
                      WHERE p.vehicle_id = q.vehicle_id AND p.status = 'pending'
                        AND (p.cause IS NOT NULL OR p.batch_id = batch)
                        AND ((p.step_name = 'fetch_listing' AND q.step_name <> 'fetch_listing')
                             OR (p.step_name = 'extract_images' AND q.step_name = 'backfill_images'))))
    RETURNING q.vehicle_id, q.step_name;
END $$
