-- A held row was not tried: a cancelled batch still takes it back to where it was. A row that failed stays in the queue
-- as it is now, without the batch. Parked is what waits for somebody: see 0002_one_road/16.
UPDATE scrape_retry_queue SET
    status = :status, retry_count = :retry_count, next_retry_at = coalesce(:next_retry_at, next_retry_at),
    cause = iif(:held_reason IS NULL, :cause, cause), fingerprint = iif(:held_reason IS NULL, :fingerprint, fingerprint),
    message = iif(:held_reason IS NULL, :message, message), result = :result, host = coalesce(:host, host),
    held_reason = :held_reason, completed_at = :completed_at,
    parked = CASE WHEN :status <> 'pending' THEN 0 ELSE
        EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.state = 'paused')
        + 2 * EXISTS (SELECT 1 FROM cause_rules r WHERE r.fingerprint = coalesce(:fingerprint, iif(:held_reason IS NULL, NULL, scrape_retry_queue.fingerprint))
                      AND r.action = 'ignore' AND (r.until IS NULL OR r.until > :now))
        + 4 * (coalesce(:cause, iif(:held_reason IS NULL, NULL, cause)) IS NOT NULL
               AND EXISTS (SELECT 1 FROM workspace_settings w WHERE w.key = 'sweep.enabled' AND w.value = '0'))
        END,
    scheduled_before = CASE
        WHEN :held_reason IS NOT NULL THEN scheduled_before
        WHEN :status = 'pending' AND batch_id IS NOT NULL THEN
            (SELECT json_set(b.snapshot, '$.status', 'pending', '$.retry_count', :retry_count,
                             '$.next_retry_at', coalesce(:next_retry_at, scrape_retry_queue.next_retry_at),
                             '$.cause', :cause, '$.fingerprint', :fingerprint, '$.message', :message,
                             '$.held_reason', NULL, '$.batch_id', NULL, '$.before', NULL,
                             '$.images[0]', scrape_retry_queue.images_requested + :requested,
                             '$.images[1]', scrape_retry_queue.images_stored + :stored,
                             '$.images[2]', scrape_retry_queue.images_skipped + :skipped, '$.images[3]', :failed)
             FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id)
        END,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL, rescues = 0,
    images_requested = images_requested + :requested, images_stored = images_stored + :stored,
    images_skipped = images_skipped + :skipped, images_failed = :failed
WHERE id = :id AND status = 'running' AND lease_token = :token
