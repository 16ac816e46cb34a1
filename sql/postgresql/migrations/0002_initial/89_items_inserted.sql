CREATE FUNCTION items_inserted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    INSERT INTO batch_counts AS c (batch_id, shard, unreleased_items, queued_items, retrying_items, succeeded_items,
                                   skipped_items, failed_items, cancelled_items, images_requested, images_stored,
                                   images_skipped, images_failed)
    SELECT d.batch_id, shard(),
           coalesce(sum(d.n) FILTER (WHERE d.state = 'planned'), 0),
           coalesce(sum(d.n) FILTER (WHERE d.state = 'queued'), 0),
           coalesce(sum(d.n) FILTER (WHERE d.state = 'retrying'), 0),
           coalesce(sum(d.n) FILTER (WHERE d.state = 'succeeded'), 0),
           coalesce(sum(d.n) FILTER (WHERE d.state = 'skipped'), 0),
           coalesce(sum(d.n) FILTER (WHERE d.state = 'failed'), 0),
           coalesce(sum(d.n) FILTER (WHERE d.state = 'cancelled'), 0),
           sum(d.n * d.images_requested),
           sum(d.n * d.images_stored),
           sum(d.n * d.images_skipped),
           sum(d.n * d.images_failed)
    FROM (SELECT 1 AS n, i.* FROM new_rows i) d
    GROUP BY d.batch_id ORDER BY d.batch_id
    ON CONFLICT (batch_id, shard) DO UPDATE SET
        unreleased_items = c.unreleased_items + excluded.unreleased_items,
        queued_items = c.queued_items + excluded.queued_items,
        retrying_items = c.retrying_items + excluded.retrying_items,
        succeeded_items = c.succeeded_items + excluded.succeeded_items,
        skipped_items = c.skipped_items + excluded.skipped_items,
        failed_items = c.failed_items + excluded.failed_items,
        cancelled_items = c.cancelled_items + excluded.cancelled_items,
        images_requested = c.images_requested + excluded.images_requested,
        images_stored = c.images_stored + excluded.images_stored,
        images_skipped = c.images_skipped + excluded.images_skipped,
        images_failed = c.images_failed + excluded.images_failed;
    RETURN NULL;
END $$
