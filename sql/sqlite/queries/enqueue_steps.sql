-- A cancelled batch gets nothing; what is queued for a paused one waits with it.
-- A row that another batch has not tried yet stays there unless the request may displace it, or a step that it waits for
-- has failed or is a member of this batch.
INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, host, retry_count, max_retries, next_retry_at, status, created_at,
                                priority, batch_id, reason, options, parked)
SELECT j.value ->> 'id', v.id, j.value ->> 'step_name', coalesce(j.value ->> 'host', ''), 0, :max_retries, :at,
       'pending', :now, :priority, :batch_id, :reason, :options,
       EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = :batch_id AND b.state = 'paused')
FROM json_each(:rows) j CROSS JOIN vehicles v ON v.id = j.value ->> 'vehicle_id'
WHERE NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = :batch_id AND b.state = 'cancelled')
ON CONFLICT (vehicle_id, step_name) WHERE status IN ('pending', 'running') DO UPDATE SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id),
    next_retry_at = excluded.next_retry_at, retry_count = 0, host = iif(excluded.host = '', host, excluded.host),
    max_retries = excluded.max_retries, batch_id = excluded.batch_id, reason = excluded.reason,
    options = excluded.options, priority = excluded.priority, parked = excluded.parked, held_reason = NULL, cause = NULL,
    fingerprint = NULL, message = NULL, rescues = 0,
    images_requested = 0, images_stored = 0, images_skipped = 0, images_failed = 0
WHERE status = 'pending'
  AND (:displaces OR cause IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM retry_batches b
                      WHERE b.id = scrape_retry_queue.batch_id AND b.state IN ('planned', 'running', 'paused'))
       OR EXISTS (SELECT 1 FROM scrape_retry_queue p
                  WHERE p.vehicle_id = scrape_retry_queue.vehicle_id AND p.status = 'pending'
                    AND (p.cause IS NOT NULL OR p.batch_id = :batch_id)
                    AND ((p.step_name = 'fetch_listing' AND scrape_retry_queue.step_name <> 'fetch_listing')
                         OR (p.step_name = 'extract_images' AND scrape_retry_queue.step_name = 'backfill_images'))))
RETURNING vehicle_id, step_name
