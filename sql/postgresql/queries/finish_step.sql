-- A held row was not tried: a cancelled batch still takes it back to where it was. A row that failed stays in the queue
-- as it is now, without the batch. Parked is what waits for somebody.
UPDATE scrape_retry_queue q SET
    status = :status, retry_count = :retry_count, next_retry_at = coalesce(:next_retry_at, q.next_retry_at),
    cause = CASE WHEN CAST(:held_reason AS text) IS NULL THEN :cause ELSE q.cause END,
    fingerprint = CASE WHEN CAST(:held_reason AS text) IS NULL THEN :fingerprint ELSE q.fingerprint END,
    message = CASE WHEN CAST(:held_reason AS text) IS NULL THEN :message ELSE q.message END,
    result = :result, host = coalesce(:host, q.host), held_reason = :held_reason, completed_at = :completed_at,
    parked = CASE WHEN :status <> 'pending' THEN 0 ELSE
        parking(q.batch_id, coalesce(:fingerprint, CASE WHEN CAST(:held_reason AS text) IS NOT NULL THEN q.fingerprint END),
                coalesce(:cause, CASE WHEN CAST(:held_reason AS text) IS NOT NULL THEN q.cause END), :now)
        END,
    scheduled_before = CASE
        WHEN CAST(:held_reason AS text) IS NOT NULL THEN q.scheduled_before
        WHEN :status = 'pending' AND q.batch_id IS NOT NULL THEN
            (SELECT b.snapshot || jsonb_build_object(
                 'status', 'pending', 'retry_count', CAST(:retry_count AS integer),
                 'next_retry_at', coalesce(CAST(:next_retry_at AS timestamptz), q.next_retry_at),
                 'cause', CAST(:cause AS text), 'fingerprint', CAST(:fingerprint AS text), 'message', CAST(:message AS text),
                 'held_reason', NULL, 'batch_id', NULL, 'before', NULL,
                 'images', jsonb_build_array(q.images_requested + :requested, q.images_stored + :stored,
                                             q.images_skipped + :skipped, CAST(:failed AS integer)))
             FROM queue_snapshots b WHERE b.id = q.id)
        END,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL, rescues = 0,
    images_requested = q.images_requested + :requested, images_stored = q.images_stored + :stored,
    images_skipped = q.images_skipped + :skipped, images_failed = :failed
WHERE q.id = :id AND q.status = 'running' AND q.lease_token = :token
