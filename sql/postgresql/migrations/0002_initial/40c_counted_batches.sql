CREATE VIEW counted_batches AS
SELECT b.*, c.unreleased_items + c.queued_items + c.retrying_items + c.succeeded_items + c.skipped_items + c.failed_items
            + c.cancelled_items AS planned, c.*
FROM retry_batches b CROSS JOIN LATERAL (
    SELECT coalesce(sum(n.unreleased_items), 0)::bigint AS unreleased_items,
           coalesce(sum(n.queued_items), 0)::bigint AS queued_items,
           coalesce(sum(n.retrying_items), 0)::bigint AS retrying_items,
           coalesce(sum(n.succeeded_items), 0)::bigint AS succeeded_items,
           coalesce(sum(n.skipped_items), 0)::bigint AS skipped_items,
           coalesce(sum(n.failed_items), 0)::bigint AS failed_items,
           coalesce(sum(n.cancelled_items), 0)::bigint AS cancelled_items,
           coalesce(sum(n.images_requested), 0)::bigint AS images_requested,
           coalesce(sum(n.images_stored), 0)::bigint AS images_stored,
           coalesce(sum(n.images_skipped), 0)::bigint AS images_skipped,
           coalesce(sum(n.images_failed), 0)::bigint AS images_failed
    FROM batch_counts n WHERE n.batch_id = b.id) c
