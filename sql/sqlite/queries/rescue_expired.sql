-- A worker leaves out what it runs: after a sleep it still does, and nobody took it. What it forgot is no different from what
-- a dead one left behind. A lease that ends later than any can was given by a clock that was wrong. What was claimed is due. Its batch may have been
-- paused, its cause ignored or the sweep switched off while it ran. Few at a time: others write in between.
UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    rescues = rescues + 1, next_retry_at = min(next_retry_at, :now),
    parked = EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.state = 'paused')
        + 2 * EXISTS (SELECT 1 FROM cause_rules r WHERE r.fingerprint = scrape_retry_queue.fingerprint
                      AND r.action = 'ignore')
        + 4 * (cause IS NOT NULL
               AND EXISTS (SELECT 1 FROM workspace_settings w WHERE w.key = 'sweep.enabled' AND w.value = '0'))
WHERE id IN (SELECT x.id FROM scrape_retry_queue x
             WHERE x.status = 'running' AND (x.lease_until < :now OR x.lease_until > :latest)
               AND x.rescues + 1 < :max_rescues
               AND (x.lease_owner <> :owner OR x.id NOT IN (SELECT value FROM json_each(:running)))
             LIMIT :limit)
RETURNING vehicle_id, id
