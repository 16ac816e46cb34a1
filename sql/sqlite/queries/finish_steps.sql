-- Of each row its lease: what another worker took over meanwhile is not changed and not returned.
-- A held row was not tried: a cancelled batch still takes it back to where it was. A row that failed stays in the queue
-- as it is now, without the batch. Parked is what waits for somebody: see 0002_one_road/16.
UPDATE scrape_retry_queue SET
    status = f.status, retry_count = f.retry_count, next_retry_at = coalesce(f.next_retry_at, scrape_retry_queue.next_retry_at),
    cause = iif(f.held_reason IS NULL, f.cause, scrape_retry_queue.cause),
    fingerprint = iif(f.held_reason IS NULL, f.fingerprint, scrape_retry_queue.fingerprint),
    message = iif(f.held_reason IS NULL, f.message, scrape_retry_queue.message), result = f.result,
    host = coalesce(f.host, scrape_retry_queue.host), held_reason = f.held_reason, completed_at = f.completed_at,
    parked = CASE WHEN f.status <> 'pending' THEN 0 ELSE
        EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.state = 'paused')
        + 2 * EXISTS (SELECT 1 FROM cause_rules r
                      WHERE r.fingerprint = coalesce(f.fingerprint, iif(f.held_reason IS NULL, NULL, scrape_retry_queue.fingerprint))
                      AND r.action = 'ignore' AND (r.until IS NULL OR r.until > :now))
        + 4 * (coalesce(f.cause, iif(f.held_reason IS NULL, NULL, scrape_retry_queue.cause)) IS NOT NULL
               AND EXISTS (SELECT 1 FROM workspace_settings w WHERE w.key = 'sweep.enabled' AND w.value = '0'))
        END,
    scheduled_before = CASE
        WHEN f.held_reason IS NOT NULL THEN scrape_retry_queue.scheduled_before
        WHEN f.status = 'pending' AND scrape_retry_queue.batch_id IS NOT NULL THEN
            (SELECT json_set(b.snapshot, '$.status', 'pending', '$.retry_count', f.retry_count,
                             '$.next_retry_at', coalesce(f.next_retry_at, scrape_retry_queue.next_retry_at),
                             '$.cause', f.cause, '$.fingerprint', f.fingerprint, '$.message', f.message,
                             '$.held_reason', NULL, '$.batch_id', NULL, '$.before', NULL,
                             '$.images[0]', scrape_retry_queue.images_requested + f.requested,
                             '$.images[1]', scrape_retry_queue.images_stored + f.stored,
                             '$.images[2]', scrape_retry_queue.images_skipped + f.skipped, '$.images[3]', f.failed)
             FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id)
        END,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL, rescues = 0,
    images_requested = scrape_retry_queue.images_requested + f.requested,
    images_stored = scrape_retry_queue.images_stored + f.stored,
    images_skipped = scrape_retry_queue.images_skipped + f.skipped, images_failed = f.failed
FROM (SELECT value ->> 'id' AS id, value ->> 'token' AS token, value ->> 'status' AS status,
             value ->> 'retry_count' AS retry_count, value ->> 'next_retry_at' AS next_retry_at, value ->> 'cause' AS cause,
             value ->> 'fingerprint' AS fingerprint, value ->> 'message' AS message, value ->> 'result' AS result,
             value ->> 'host' AS host, value ->> 'held_reason' AS held_reason, value ->> 'completed_at' AS completed_at,
             value ->> 'requested' AS requested, value ->> 'stored' AS stored, value ->> 'skipped' AS skipped,
             value ->> 'failed' AS failed
      FROM json_each(:rows)) f
WHERE scrape_retry_queue.id = f.id AND +scrape_retry_queue.status = 'running' AND scrape_retry_queue.lease_token = f.token
RETURNING id
