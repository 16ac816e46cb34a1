-- A held row was not tried: a cancelled batch still takes it back to where it was. A row that failed stays in the queue
-- as it is now, without the batch.
UPDATE scrape_retry_queue SET
    status = :status, retry_count = :retry_count, next_retry_at = coalesce(:next_retry_at, next_retry_at),
    cause = :cause, held_reason = :held_reason, completed_at = :completed_at,
    scheduled_before = CASE
        WHEN :held_reason IS NOT NULL THEN scheduled_before
        WHEN :status = 'pending' AND batch_id IS NOT NULL THEN
            (SELECT json_set(b.snapshot, '$.status', 'pending', '$.retry_count', :retry_count,
                             '$.next_retry_at', coalesce(:next_retry_at, scrape_retry_queue.next_retry_at),
                             '$.cause', :cause, '$.held_reason', NULL, '$.batch_id', NULL, '$.before', NULL,
                             '$.images[0]', scrape_retry_queue.images_requested + :requested,
                             '$.images[1]', scrape_retry_queue.images_stored + :stored,
                             '$.images[2]', scrape_retry_queue.images_skipped + :skipped, '$.images[3]', :failed)
             FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id)
        END,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    images_requested = images_requested + :requested, images_stored = images_stored + :stored,
    images_skipped = images_skipped + :skipped, images_failed = :failed
WHERE id = :id AND status = 'running' AND lease_token = :token
