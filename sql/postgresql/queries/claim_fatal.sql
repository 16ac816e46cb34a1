-- What so many workers in a row died of is claimed only to be ended.
WITH taken AS MATERIALIZED (
    SELECT x.id FROM scrape_retry_queue x
    WHERE x.status = 'running' AND (x.lease_until < :now OR x.lease_until > :latest)
      AND x.rescues + 1 >= :max_rescues
      AND (x.lease_owner <> :owner OR x.id NOT IN (SELECT value FROM texts_of(:running)))
    LIMIT :limit FOR UPDATE SKIP LOCKED
)
UPDATE scrape_retry_queue q SET
    lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now, rescues = q.rescues + 1
FROM taken t WHERE q.id = t.id
RETURNING q.id, q.vehicle_id, q.step_name, q.retry_count, q.max_retries, q.batch_id, q.options, q.reason, q.priority,
          q.next_retry_at, q.host, q.rescues
