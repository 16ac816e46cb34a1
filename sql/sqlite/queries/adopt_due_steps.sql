-- What is parked waits for somebody, and would keep the batch waiting, too.
UPDATE scrape_retry_queue SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id),
    batch_id = :batch_id
WHERE vehicle_id IN (SELECT value FROM json_each(:ids))
  AND status = 'pending' AND parked = 0 AND next_retry_at <= :now AND batch_id IS NOT :batch_id
RETURNING id
