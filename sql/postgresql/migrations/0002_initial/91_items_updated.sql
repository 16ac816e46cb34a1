CREATE FUNCTION items_updated() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    PERFORM count_items(c.batch_id, c.state, c.n, c.requested, c.stored, c.skipped, c.failed) FROM (
        SELECT d.batch_id, d.state, sum(d.n) AS n, sum(d.n * d.images_requested)::bigint AS requested,
               sum(d.n * d.images_stored)::bigint AS stored, sum(d.n * d.images_skipped)::bigint AS skipped,
               sum(d.n * d.images_failed)::bigint AS failed
        FROM (SELECT 1 AS n, n.batch_id, n.state, n.images_requested, n.images_stored, n.images_skipped, n.images_failed
              FROM new_rows n
              UNION ALL
              SELECT -1, o.batch_id, o.state, o.images_requested, o.images_stored, o.images_skipped, o.images_failed
              FROM old_rows o) d
        GROUP BY d.batch_id, d.state ORDER BY d.batch_id, d.state) c
    WHERE (c.n, c.requested, c.stored, c.skipped, c.failed) IS DISTINCT FROM (0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint);
    RETURN NULL;
END $$
