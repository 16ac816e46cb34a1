-- One of each step: merged vehicles may have brought several dead rows of it.
UPDATE scrape_retry_queue q SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = q.id),
    status = 'pending', retry_count = 0, host = coalesce(m.host, q.host), fingerprint = NULL,
    message = NULL, rescues = 0, parked = (SELECT parking(:batch_id, NULL, NULL, NULL)),
    max_retries = :max_retries, next_retry_at = :at,
    batch_id = :batch_id, reason = :reason, options = :options, priority = :priority,
    held_reason = NULL, cause = NULL, completed_at = NULL,
    images_requested = 0, images_stored = 0, images_skipped = 0, images_failed = 0
FROM (SELECT r.host, (SELECT d.id FROM scrape_retry_queue d
                      WHERE d.vehicle_id = r.vehicle_id AND d.step_name = r.step_name AND d.status = 'dead'
                        AND NOT EXISTS (SELECT 1 FROM scrape_retry_queue a
                                        WHERE a.vehicle_id = r.vehicle_id AND a.step_name = r.step_name
                                          AND a.status IN ('pending', 'running'))
                      ORDER BY d.created_at DESC, d.id LIMIT 1) AS id
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (vehicle_id vehicle_key, step_name text, host text)) m
WHERE q.id = m.id AND q.status = 'dead'
  AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = :batch_id AND b.state = 'cancelled')
RETURNING q.vehicle_id, q.step_name
