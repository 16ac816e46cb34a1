-- What another batch than an import has queued is that one's, and what is parked waits for somebody.
CREATE FUNCTION adopt_due_steps(batch text, vehicles vehicle_key[], steps text[], at timestamptz)
RETURNS SETOF text LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN QUERY
    UPDATE scrape_retry_queue q SET
        scheduled_before = (SELECT b.snapshot FROM queue_snapshots b WHERE b.id = q.id),
        batch_id = batch
    WHERE q.vehicle_id = ANY (vehicles) AND q.step_name = ANY (steps)
      AND (q.status = 'pending') IS TRUE AND q.parked = 0 AND q.next_retry_at <= at AND q.batch_id IS DISTINCT FROM batch
      AND coalesce((SELECT b.kind FROM retry_batches b WHERE b.id = q.batch_id), 'import') = 'import'
    RETURNING q.id;
END $$
