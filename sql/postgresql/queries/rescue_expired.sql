-- A worker leaves out what it runs: after a sleep it still does, and nobody took it. What it forgot is no different from what
-- a dead one left behind. A lease that ends later than any can was given by a clock that was wrong. What was claimed is due.
-- Its batch may have been paused, its cause ignored or the sweep switched off while it ran. Few at a time: others write in
-- between.
WITH taken AS MATERIALIZED (
    SELECT x.id FROM scrape_retry_queue x
    WHERE x.status = 'running' AND (x.lease_until < :now OR x.lease_until > :latest)
      AND x.rescues + 1 < :max_rescues
      AND (x.lease_owner <> :owner OR x.id NOT IN (SELECT value FROM texts_of(:running)))
    LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE scrape_retry_queue q SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    rescues = q.rescues + 1, next_retry_at = least(q.next_retry_at, :now),
    parked = parking(q.batch_id, q.fingerprint, q.cause, NULL)
FROM taken t WHERE q.id = t.id
RETURNING q.vehicle_id, q.id
