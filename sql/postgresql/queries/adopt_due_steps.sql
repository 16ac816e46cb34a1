-- What another batch than an import has queued is that one's, and what is parked waits for somebody.
UPDATE scrape_retry_queue q SET
    scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = q.id),
    batch_id = :batch_id
WHERE q.vehicle_id IN (SELECT value FROM ids_of(:ids)) AND q.step_name IN (SELECT value FROM texts_of(:steps))
  AND q.status = 'pending' AND q.parked = 0 AND q.next_retry_at <= :now AND q.batch_id IS DISTINCT FROM :batch_id
  AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = q.batch_id AND b.kind <> 'import')
RETURNING q.id
