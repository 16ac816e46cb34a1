-- Its batch may have been paused, its cause ignored or the sweep switched off while it ran.
CREATE FUNCTION release_lease(row_id text, token text, requested integer, stored integer, skipped integer, failed integer)
RETURNS void LANGUAGE plpgsql SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    PERFORM hold_rules();
    PERFORM hold_batches(ARRAY(SELECT q.batch_id FROM scrape_retry_queue q WHERE q.id = row_id));
    PERFORM FROM vehicle_scrape_state s
    WHERE s.vehicle_id = (SELECT q.vehicle_id FROM scrape_retry_queue q WHERE q.id = row_id) FOR NO KEY UPDATE;
    UPDATE scrape_retry_queue q SET
        status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL,
        parked = parking(q.batch_id, q.fingerprint, q.cause, NULL),
        images_requested = q.images_requested + requested, images_stored = q.images_stored + stored,
        images_skipped = q.images_skipped + skipped,
        images_failed = CASE WHEN requested > 0 THEN failed ELSE q.images_failed END
    WHERE q.id = row_id AND (q.status = 'running') IS TRUE AND q.lease_token = token;
END $$
