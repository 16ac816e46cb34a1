-- A member follows its queue row, all rows of a statement at once. A row that a worker has claimed is no other member for it.
-- Members are found by their vehicle, so that no plan walks over all of a batch.
CREATE FUNCTION items_follow() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE
    back text[];
    vehicles vehicle_key[];
BEGIN
    SELECT array_agg(DISTINCT n.batch_id) FILTER (WHERE n.status = 'pending'), array_agg(n.vehicle_id) INTO back, vehicles
    FROM new_rows n WHERE n.batch_id IS NOT NULL AND n.status <> 'running';
    IF vehicles IS NULL THEN
        RETURN NULL;
    END IF;
    IF back IS NOT NULL THEN
        PERFORM hold_batches(back);
    END IF;
    UPDATE retry_batch_items i SET
        state = member_state(n.status, n.result, n.cause), cause = n.cause, note = n.message,
        images_requested = n.images_requested, images_stored = n.images_stored, images_skipped = n.images_skipped,
        images_failed = n.images_failed
    FROM new_rows n
    WHERE n.batch_id IS NOT NULL AND n.status <> 'running' AND i.vehicle_id = ANY (vehicles)
      AND i.vehicle_id = n.vehicle_id AND i.step_name = n.step_name AND (i.batch_id = n.batch_id) IS TRUE
      AND (i.state, i.cause, i.note, i.images_requested, i.images_stored, i.images_skipped, i.images_failed)
          IS DISTINCT FROM (member_state(n.status, n.result, n.cause), n.cause, n.message, n.images_requested, n.images_stored,
                            n.images_skipped, n.images_failed);
    RETURN NULL;
END $$
