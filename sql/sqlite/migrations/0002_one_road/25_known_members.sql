-- Of several rows of one step the active one tells how the member stands, else the newest.
INSERT INTO retry_batch_items (batch_id, vehicle_id, step_name, position, state, cause, images_requested, images_stored,
                               images_skipped, images_failed)
SELECT q.batch_id, q.vehicle_id, q.step_name, row_number() OVER (PARTITION BY q.batch_id ORDER BY q.created_at, q.id) - 1,
        CASE q.status
            WHEN 'completed' THEN 'succeeded'
            WHEN 'dead' THEN 'failed'
            WHEN 'cancelled' THEN 'cancelled'
            ELSE iif(q.cause IS NULL, 'queued', 'retrying')
        END,
        q.cause, q.images_requested, q.images_stored, q.images_skipped, q.images_failed
FROM scrape_retry_queue q JOIN retry_batches b ON b.id = q.batch_id
WHERE true
ORDER BY q.batch_id, q.status IN ('pending', 'running') DESC, q.created_at DESC, q.id
ON CONFLICT (batch_id, vehicle_id, step_name) DO NOTHING
