INSERT INTO scrape_retry_queue (id, vehicle_id, step_name, retry_count, max_retries, next_retry_at, status, created_at,
                                priority, batch_id, reason, options)
VALUES (:id, :vehicle_id, :step_name, 0, :max_retries, :at, 'pending', :now, :priority, :batch_id, coalesce(:reason, ''), :options)
ON CONFLICT (vehicle_id, step_name) WHERE status IN ('pending', 'running') DO UPDATE SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id),
    next_retry_at = excluded.next_retry_at, retry_count = 0,
    max_retries = excluded.max_retries, batch_id = excluded.batch_id, reason = excluded.reason,
    options = excluded.options, priority = excluded.priority, held_reason = NULL, cause = NULL,
    images_requested = 0, images_stored = 0, images_skipped = 0, images_failed = 0
WHERE status = 'pending'
RETURNING id
