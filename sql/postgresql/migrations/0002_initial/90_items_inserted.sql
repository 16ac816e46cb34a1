CREATE FUNCTION items_inserted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    UPDATE retry_batches b SET planned = b.planned + d.n
    FROM (SELECT n.batch_id, count(*) AS n FROM new_rows n GROUP BY n.batch_id) d WHERE b.id = d.batch_id;
    PERFORM count_items(c.batch_id, c.state, c.n, c.requested, c.stored, c.skipped, c.failed) FROM (
        SELECT n.batch_id, n.state, count(*) AS n, sum(n.images_requested) AS requested, sum(n.images_stored) AS stored,
               sum(n.images_skipped) AS skipped, sum(n.images_failed) AS failed
        FROM new_rows n GROUP BY n.batch_id, n.state ORDER BY n.batch_id, n.state) c;
    RETURN NULL;
END $$
