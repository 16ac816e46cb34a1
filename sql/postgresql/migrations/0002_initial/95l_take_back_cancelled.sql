-- What was queued before the batch took it goes back to what it was; what the batch queued itself ends. What it waits for is
-- looked up: rules and the sweep may have changed since. A batch that is done by now gets no work back.
CREATE FUNCTION take_back_cancelled(batch text, rows_too text, many integer)
RETURNS TABLE (row_id text, vehicle vehicle_key, stands text, is_member boolean) LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE ids text[];
BEGIN
    PERFORM hold_rules();
    ids := ARRAY(SELECT q.id FROM scrape_retry_queue q WHERE q.batch_id = batch AND q.status = 'pending'
                 ORDER BY q.parked, q.host, q.step_name, q.blocked, q.priority, q.next_retry_at, q.id
                 LIMIT many)
           || ARRAY(SELECT t.value FROM texts_of(rows_too) t);
    IF cardinality(ids) = 0 THEN
        RETURN;
    END IF;
    PERFORM hold_batches(ARRAY(SELECT q.batch_id FROM scrape_retry_queue q WHERE q.id = ANY (ids)
                               UNION SELECT q.scheduled_before ->> 'batch_id' FROM scrape_retry_queue q WHERE q.id = ANY (ids)));
    PERFORM FROM vehicle_scrape_state s WHERE s.vehicle_id = ANY (ARRAY(
        SELECT q.vehicle_id FROM scrape_retry_queue q WHERE q.id = ANY (ids))) ORDER BY s.vehicle_id FOR NO KEY UPDATE;
    RETURN QUERY
    UPDATE scrape_retry_queue q SET
        status = coalesce(q.scheduled_before ->> 'status', 'cancelled'),
        next_retry_at = coalesce((q.scheduled_before ->> 'next_retry_at')::timestamptz, q.next_retry_at),
        options = coalesce(q.scheduled_before -> 'options', q.options),
        retry_count = coalesce((q.scheduled_before ->> 'retry_count')::integer, q.retry_count),
        max_retries = coalesce((q.scheduled_before ->> 'max_retries')::integer, q.max_retries),
        priority = coalesce((q.scheduled_before ->> 'priority')::integer, q.priority),
        reason = coalesce(q.scheduled_before ->> 'reason', q.reason),
        batch_id = CASE WHEN q.scheduled_before IS NULL THEN q.batch_id
                        ELSE (SELECT b.id FROM retry_batches b WHERE b.id = q.scheduled_before ->> 'batch_id'
                              AND (b.state <> 'done' OR q.scheduled_before ->> 'status' <> 'pending')) END,
        cause = CASE WHEN q.scheduled_before IS NULL THEN q.cause ELSE q.scheduled_before ->> 'cause' END,
        fingerprint = CASE WHEN q.scheduled_before IS NULL THEN q.fingerprint ELSE q.scheduled_before ->> 'fingerprint' END,
        message = CASE WHEN q.scheduled_before IS NULL THEN q.message ELSE q.scheduled_before ->> 'message' END,
        parked = CASE WHEN q.scheduled_before ->> 'status' = 'pending'
                      THEN parking(q.scheduled_before ->> 'batch_id', q.scheduled_before ->> 'fingerprint',
                                   q.scheduled_before ->> 'cause', NULL)
                      ELSE 0 END,
        held_reason = CASE WHEN q.scheduled_before IS NULL THEN q.held_reason ELSE q.scheduled_before ->> 'held_reason' END,
        completed_at = (q.scheduled_before ->> 'completed_at')::timestamptz,
        images_requested = coalesce((q.scheduled_before #>> '{images,0}')::integer, q.images_requested),
        images_stored = coalesce((q.scheduled_before #>> '{images,1}')::integer, q.images_stored),
        images_skipped = coalesce((q.scheduled_before #>> '{images,2}')::integer, q.images_skipped),
        images_failed = coalesce((q.scheduled_before #>> '{images,3}')::integer, q.images_failed),
        scheduled_before = nullif(q.scheduled_before -> 'before', 'null')
    WHERE q.id = ANY (ids) AND (q.status = 'pending') IS TRUE
      AND EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = q.batch_id AND b.state = 'cancelled')
    RETURNING q.id, q.vehicle_id, q.status, q.batch_id IS NOT NULL;
END $$
