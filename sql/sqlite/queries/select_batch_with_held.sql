SELECT b.id, b.kind, b.reason, b.state, b.state_reason, b.filter, b.plan_hash, b.actor, b.created_at, b.starts_at,
       b.finished_at, b.canary_size, b.canary_min_percent, b.planned, b.unreleased_items + b.queued_items, b.retrying_items,
       b.succeeded_items, b.skipped_items, b.failed_items, b.cancelled_items, b.images_requested, b.images_stored,
       b.images_skipped, b.images_failed, b.unreleased_items,
       CASE WHEN b.queued_items + b.retrying_items = 0 THEN 0 ELSE
           (SELECT count(*) FROM scrape_retry_queue q INDEXED BY scrape_retry_queue_held
            WHERE q.batch_id = b.id AND q.status = 'pending' AND q.held_reason IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM circuit_breakers g
                              WHERE g.host = q.host AND g.step_name = q.step_name AND g.state <> 'closed'))
           + (SELECT count(*) FROM circuit_breakers g CROSS JOIN scrape_retry_queue d INDEXED BY scrape_retry_queue_due
              WHERE g.state <> 'closed' AND d.status = 'pending' AND d.parked = 0 AND d.host = g.host
                AND d.step_name = g.step_name AND d.batch_id = b.id) END
FROM retry_batches b WHERE b.id = :id
