SELECT b.id, b.kind, b.reason, b.state, b.state_reason, b.filter, b.plan_hash, b.actor, b.created_at, b.starts_at,
       b.finished_at, b.canary_size, b.canary_min_percent, b.planned, b.unreleased_items + b.queued_items, b.retrying_items,
       b.succeeded_items, b.skipped_items, b.failed_items, b.cancelled_items, b.images_requested, b.images_stored,
       b.images_skipped, b.images_failed, b.unreleased_items,
       CASE WHEN b.queued_items + b.retrying_items = 0 THEN 0 ELSE held_items(b.id) END
FROM counted_batches b WHERE b.id = :id
