-- A member follows its queue row, all rows of a statement at once. What a worker has just claimed is no other member for it.
-- Old and new rows are grouped, not joined: a plan that was made for one row serves for thousands.
CREATE FUNCTION items_follow() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
DECLARE moved text[];
BEGIN
    SELECT array_agg(DISTINCT m.id) INTO moved FROM (
        SELECT d.id FROM (SELECT 1 AS n, n.id, n.batch_id, n.vehicle_id FROM new_rows n
                          UNION ALL SELECT -1, o.id, o.batch_id, o.vehicle_id FROM old_rows o) d
        GROUP BY d.id, d.batch_id, d.vehicle_id HAVING sum(d.n) <> 0) m;
    IF moved IS NOT NULL THEN
        PERFORM items_move(o.batch_id, o.vehicle_id, o.step_name, n.batch_id, n.vehicle_id, n.host)
        FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE o.id = ANY (moved);
    END IF;
    UPDATE retry_batch_items i SET
        state = f.state, cause = f.cause, note = f.message, images_requested = f.images_requested,
        images_stored = f.images_stored, images_skipped = f.images_skipped, images_failed = f.images_failed
    FROM (SELECT n.*, CASE n.status
                          WHEN 'completed' THEN CASE WHEN n.result = 'skipped' THEN 'skipped' ELSE 'succeeded' END
                          WHEN 'dead' THEN 'failed'
                          WHEN 'cancelled' THEN 'cancelled'
                          ELSE CASE WHEN n.cause IS NULL THEN 'queued' ELSE 'retrying' END
                      END AS state
          FROM new_rows n WHERE n.batch_id IS NOT NULL AND (n.status <> 'running' OR n.id = ANY (moved))) f
    WHERE i.batch_id = f.batch_id AND i.vehicle_id = f.vehicle_id AND i.step_name = f.step_name
      AND (i.state, i.cause, i.note, i.images_requested, i.images_stored, i.images_skipped, i.images_failed)
          IS DISTINCT FROM (f.state, f.cause, f.message, f.images_requested, f.images_stored, f.images_skipped, f.images_failed);
    RETURN NULL;
END $$
