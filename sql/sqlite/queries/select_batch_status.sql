-- A row that was taken over has no cause until it has failed in this batch.
SELECT b.cancelled, b.starts_at, b.planned,
       count(q.id),
       count(CASE WHEN q.status = 'completed' THEN 1 END),
       count(CASE WHEN q.status = 'dead' OR (q.status = 'pending' AND q.held_reason IS NULL AND q.cause IS NOT NULL)
                  THEN 1 END),
       count(CASE WHEN q.status = 'pending' AND q.held_reason IS NOT NULL THEN 1 END),
       count(CASE WHEN q.status = 'cancelled' THEN 1 END),
       count(CASE WHEN q.status IN ('pending', 'running') THEN 1 END),
       coalesce(sum(q.images_requested), 0), coalesce(sum(q.images_stored), 0), coalesce(sum(q.images_skipped), 0),
       coalesce(sum(q.images_failed), 0)
FROM retry_batches b LEFT JOIN scrape_retry_queue q ON q.batch_id = b.id
WHERE b.id = :id GROUP BY b.id
