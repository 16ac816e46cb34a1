-- What another batch than an import has queued is that one's, and what is parked waits for somebody.
UPDATE scrape_retry_queue SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = scrape_retry_queue.id),
    batch_id = :batch_id
WHERE vehicle_id IN (SELECT value FROM json_each(:ids)) AND step_name IN (SELECT value FROM json_each(:steps))
  AND status = 'pending' AND parked = 0 AND next_retry_at <= :now AND batch_id IS NOT :batch_id
  AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.kind <> 'import')
RETURNING id
