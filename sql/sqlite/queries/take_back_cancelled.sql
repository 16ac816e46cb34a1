-- What was queued before the batch took it goes back to what it was; what the batch queued itself ends. What it waits for is
-- looked up: rules and the sweep may have changed since. A batch that is done by now gets no work back.
UPDATE scrape_retry_queue SET
    status = coalesce(json_extract(scheduled_before, '$.status'), 'cancelled'),
    next_retry_at = coalesce(json_extract(scheduled_before, '$.next_retry_at'), next_retry_at),
    options = coalesce(json_extract(scheduled_before, '$.options'), options),
    retry_count = coalesce(json_extract(scheduled_before, '$.retry_count'), retry_count),
    max_retries = coalesce(json_extract(scheduled_before, '$.max_retries'), max_retries),
    priority = coalesce(json_extract(scheduled_before, '$.priority'), priority),
    reason = coalesce(json_extract(scheduled_before, '$.reason'), reason),
    batch_id = CASE WHEN scheduled_before IS NULL THEN batch_id
                    ELSE (SELECT b.id FROM retry_batches b WHERE b.id = json_extract(scheduled_before, '$.batch_id')
                          AND (b.state <> 'done' OR json_extract(scheduled_before, '$.status') <> 'pending')) END,
    cause = CASE WHEN scheduled_before IS NULL THEN cause ELSE json_extract(scheduled_before, '$.cause') END,
    fingerprint = CASE WHEN scheduled_before IS NULL THEN fingerprint ELSE json_extract(scheduled_before, '$.fingerprint') END,
    message = CASE WHEN scheduled_before IS NULL THEN message ELSE json_extract(scheduled_before, '$.message') END,
    parked = CASE WHEN coalesce(json_extract(scheduled_before, '$.status'), '') <> 'pending' THEN 0 ELSE
        EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = json_extract(scheduled_before, '$.batch_id') AND b.state = 'paused')
        + 2 * EXISTS (SELECT 1 FROM cause_rules r WHERE r.fingerprint = json_extract(scheduled_before, '$.fingerprint')
                      AND r.action = 'ignore')
        + 4 * (json_extract(scheduled_before, '$.cause') IS NOT NULL
               AND EXISTS (SELECT 1 FROM workspace_settings w WHERE w.key = 'sweep.enabled' AND w.value = '0'))
        END,
    held_reason = CASE WHEN scheduled_before IS NULL THEN held_reason ELSE json_extract(scheduled_before, '$.held_reason') END,
    completed_at = json_extract(scheduled_before, '$.completed_at'),
    images_requested = coalesce(json_extract(scheduled_before, '$.images[0]'), images_requested),
    images_stored = coalesce(json_extract(scheduled_before, '$.images[1]'), images_stored),
    images_skipped = coalesce(json_extract(scheduled_before, '$.images[2]'), images_skipped),
    images_failed = coalesce(json_extract(scheduled_before, '$.images[3]'), images_failed),
    scheduled_before = json_extract(scheduled_before, '$.before')
WHERE id IN (SELECT id FROM (SELECT q.id FROM scrape_retry_queue q INDEXED BY scrape_retry_queue_by_batch
                             WHERE q.batch_id = :batch_id AND q.status = 'pending' LIMIT :limit)
             UNION ALL SELECT value FROM json_each(:ids))
  AND +status = 'pending'
  AND EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.state = 'cancelled')
RETURNING id, vehicle_id, status, batch_id IS NOT NULL
