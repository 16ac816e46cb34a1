-- Of each row its lease: what another worker took over meanwhile is not changed and not returned.
-- A held row was not tried: a cancelled batch still takes it back to where it was. A row that failed stays in the queue
-- as it is now, without the batch. Parked is what waits for somebody.
CREATE FUNCTION finish_steps(ended ended_step[], at timestamptz) RETURNS SETOF text LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    ids text[] := ARRAY(SELECT f.id FROM rows_of(ended) f);
    are_all_completed boolean := 'completed' = ALL (ARRAY(SELECT f.status FROM rows_of(ended) f));
    touched vehicle_key[];
BEGIN
    IF EXISTS (SELECT FROM rows_of(ended) f WHERE f.status = 'pending') THEN -- what it waits for is asked when that is settled
        PERFORM hold_rules();
        PERFORM hold_batches(ARRAY(
            SELECT DISTINCT q.batch_id FROM scrape_retry_queue q WHERE q.id = ANY (ids) AND q.batch_id IS NOT NULL));
    END IF;
    -- States before the rows of their vehicles, as everybody locks them: of what others wait for, and of what is told of there.
    SELECT array_agg(q.vehicle_id) INTO touched FROM scrape_retry_queue q
    WHERE q.id = ANY (ids) AND (NOT are_all_completed OR q.cause IS NOT NULL
                                OR q.step_name IN ('fetch_listing', 'extract_images'));
    IF touched IS NOT NULL THEN
        PERFORM FROM vehicle_scrape_state s WHERE s.vehicle_id = ANY (touched) ORDER BY s.vehicle_id FOR NO KEY UPDATE;
    END IF;
    RETURN QUERY
    UPDATE scrape_retry_queue q SET
        status = f.status, retry_count = f.retry_count, next_retry_at = coalesce(f.next_retry_at, q.next_retry_at),
        cause = CASE WHEN f.held_reason IS NULL THEN f.cause ELSE q.cause END,
        fingerprint = CASE WHEN f.held_reason IS NULL THEN f.fingerprint ELSE q.fingerprint END,
        message = CASE WHEN f.held_reason IS NULL THEN f.message ELSE q.message END,
        result = f.result, host = coalesce(f.host, q.host), held_reason = f.held_reason, completed_at = f.completed_at,
        parked = CASE WHEN f.status <> 'pending' THEN 0 ELSE
            parking(q.batch_id, coalesce(f.fingerprint, CASE WHEN f.held_reason IS NOT NULL THEN q.fingerprint END),
                    coalesce(f.cause, CASE WHEN f.held_reason IS NOT NULL THEN q.cause END), at)
            END,
        scheduled_before = CASE
            WHEN f.held_reason IS NOT NULL THEN q.scheduled_before
            WHEN f.status = 'pending' AND q.batch_id IS NOT NULL THEN
                (SELECT b.snapshot || jsonb_build_object(
                     'status', 'pending', 'retry_count', f.retry_count,
                     'next_retry_at', coalesce(f.next_retry_at, q.next_retry_at),
                     'cause', f.cause, 'fingerprint', f.fingerprint, 'message', f.message,
                     'held_reason', NULL, 'batch_id', NULL, 'before', NULL,
                     'images', jsonb_build_array(q.images_requested + f.requested, q.images_stored + f.stored,
                                                 q.images_skipped + f.skipped, f.failed))
                 FROM queue_snapshots b WHERE b.id = q.id)
            END,
        lease_owner = NULL, lease_token = NULL, lease_until = NULL, rescues = 0,
        images_requested = q.images_requested + f.requested, images_stored = q.images_stored + f.stored,
        images_skipped = q.images_skipped + f.skipped, images_failed = f.failed
    FROM rows_of(ended) f
    WHERE q.id = ANY (ids) AND q.id = f.id
      AND (q.status = 'running') IS TRUE AND q.lease_token = f.token -- found by its key, not among all that run
    RETURNING q.id;
END $$
