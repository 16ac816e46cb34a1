-- One of each step: merged vehicles may have brought several dead rows of it.
UPDATE scrape_retry_queue SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id),
    status = 'pending', retry_count = 0, host = coalesce(m.host, scrape_retry_queue.host), fingerprint = NULL,
    message = NULL, rescues = 0,
    parked = EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = :batch_id AND b.state = 'paused'),
    max_retries = :max_retries, next_retry_at = :at,
    batch_id = :batch_id, reason = :reason, options = :options, priority = :priority,
    held_reason = NULL, cause = NULL, completed_at = NULL,
    images_requested = 0, images_stored = 0, images_skipped = 0, images_failed = 0
FROM (SELECT j.value ->> 'host' AS host,
             (SELECT d.id FROM scrape_retry_queue d
              WHERE d.vehicle_id = j.value ->> 'vehicle_id' AND d.step_name = j.value ->> 'step_name' AND d.status = 'dead'
                AND NOT EXISTS (SELECT 1 FROM scrape_retry_queue a
                                WHERE a.vehicle_id = d.vehicle_id AND a.step_name = d.step_name
                                  AND a.status IN ('pending', 'running'))
              ORDER BY d.created_at DESC, d.id LIMIT 1) AS id
      FROM json_each(:rows) j) m
WHERE scrape_retry_queue.id = m.id AND +scrape_retry_queue.status = 'dead'
  AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = :batch_id AND b.state = 'cancelled')
RETURNING vehicle_id, step_name
