-- What waits in another batch than an import is not waited for.
SELECT 1 FROM scrape_retry_queue r
WHERE r.vehicle_id = :vehicle_id AND r.status = 'running' AND r.step_name IN (SELECT value FROM texts_of(:steps))
UNION ALL
SELECT 1 FROM queue_unblocked q
WHERE q.vehicle_id = :vehicle_id AND q.step_name IN (SELECT value FROM texts_of(:steps))
  AND NOT EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = q.batch_id AND b.kind <> 'import')
  AND (q.ready_at <= :now
       OR ((q.held_reason IS NOT NULL OR q.ready_at > q.next_retry_at) AND q.ready_at <= :held_until))
LIMIT 1
