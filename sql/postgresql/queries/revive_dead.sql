-- One of them: merged vehicles may have brought several dead rows of a step.
UPDATE scrape_retry_queue q SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = q.id),
    status = 'pending', retry_count = 0, host = CASE :host WHEN '' THEN q.host ELSE :host END, fingerprint = NULL,
    message = NULL, rescues = 0, parked = parking(:batch_id, NULL, NULL, NULL),
    max_retries = :max_retries, next_retry_at = :at,
    batch_id = :batch_id, reason = coalesce(:reason, ''), options = :options, priority = :priority,
    held_reason = NULL, cause = NULL, completed_at = NULL,
    images_requested = 0, images_stored = 0, images_skipped = 0, images_failed = 0
WHERE q.id = (SELECT d.id FROM scrape_retry_queue d
              WHERE d.vehicle_id = :vehicle_id AND d.step_name = :step_name AND d.status = 'dead'
              ORDER BY d.created_at DESC, d.id LIMIT 1)
  AND q.status = 'dead'
  AND NOT EXISTS (SELECT 1 FROM scrape_retry_queue a WHERE a.vehicle_id = :vehicle_id AND a.step_name = :step_name
                  AND a.status IN ('pending', 'running'))
  AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = :batch_id AND b.state = 'cancelled')
RETURNING q.id
