-- A worker leaves out what it runs: after a sleep it still does, and nobody took it. What it forgot is no different from what
-- a dead one left behind. A lease that ends later than any can was given by a clock that was wrong. What was claimed is due.
-- Its batch may have been paused, its cause ignored or the sweep switched off while it ran. Few at a time: others write in
-- between.
CREATE FUNCTION rescue_expired(at timestamptz, latest timestamptz, most integer, holder text, runs text, many integer)
RETURNS TABLE (vehicle vehicle_key, row_id text) LANGUAGE plpgsql SET jit = off SET enable_seqscan = off AS $$
DECLARE ids text[];
BEGIN
    PERFORM hold_rules();
    ids := ARRAY(SELECT x.id FROM scrape_retry_queue x
                 WHERE x.status = 'running' AND (x.lease_until < at OR x.lease_until > latest) AND x.rescues + 1 < most
                   AND (x.lease_owner <> holder OR x.id NOT IN (SELECT t.value FROM texts_of(runs) t))
                 LIMIT many FOR UPDATE SKIP LOCKED);
    IF cardinality(ids) = 0 THEN
        RETURN;
    END IF;
    PERFORM hold_batches(ARRAY(SELECT q.batch_id FROM scrape_retry_queue q WHERE q.id = ANY (ids)));
    RETURN QUERY
    UPDATE scrape_retry_queue q SET
        status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL, rescues = q.rescues + 1,
        next_retry_at = least(q.next_retry_at, at), parked = parking(q.batch_id, q.fingerprint, q.cause, NULL)
    WHERE q.id = ANY (ids)
    RETURNING q.vehicle_id, q.id;
END $$
