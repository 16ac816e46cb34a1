-- What was queued before the batch took it goes back to where it was; what the batch queued itself ends.
UPDATE scrape_retry_queue SET
    status = CASE WHEN scheduled_before IS NULL THEN 'cancelled' WHEN scheduled_before = 'dead' THEN 'dead'
                  ELSE 'pending' END,
    next_retry_at = CASE WHEN scheduled_before IS NULL OR scheduled_before = 'dead' THEN next_retry_at
                         ELSE scheduled_before END,
    batch_id = CASE WHEN scheduled_before IS NULL THEN batch_id ELSE NULL END,
    scheduled_before = NULL
WHERE batch_id = :id AND status = 'pending'
RETURNING vehicle_id
