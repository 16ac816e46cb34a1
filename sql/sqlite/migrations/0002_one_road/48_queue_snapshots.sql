-- What a batch takes over and gives back when it is cancelled: the column scheduled_before holds it.
CREATE VIEW queue_snapshots AS
SELECT id, json_object('status', status, 'next_retry_at', next_retry_at, 'options', json(options),
                       'retry_count', retry_count, 'max_retries', max_retries, 'priority', priority, 'reason', reason,
                       'batch_id', batch_id, 'cause', cause, 'fingerprint', fingerprint, 'message', message,
                       'held_reason', held_reason, 'completed_at', completed_at,
                       'images', json_array(images_requested, images_stored, images_skipped, images_failed),
                       'before', json(coalesce(json_extract(scheduled_before, '$.before'), scheduled_before))) AS snapshot
FROM scrape_retry_queue
