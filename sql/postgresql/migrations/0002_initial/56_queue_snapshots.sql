-- What a batch takes over and gives back when it is cancelled: the column scheduled_before holds it.
CREATE VIEW queue_snapshots AS
SELECT id, jsonb_build_object('status', status, 'next_retry_at', next_retry_at, 'options', options,
                              'retry_count', retry_count, 'max_retries', max_retries, 'priority', priority, 'reason', reason,
                              'batch_id', batch_id, 'cause', cause, 'fingerprint', fingerprint, 'message', message,
                              'held_reason', held_reason, 'completed_at', completed_at,
                              'images', jsonb_build_array(images_requested, images_stored, images_skipped, images_failed),
                              'before', coalesce(nullif(scheduled_before -> 'before', 'null'), scheduled_before)) AS snapshot
FROM scrape_retry_queue
