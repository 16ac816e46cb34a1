-- One row of a gate that is half open.
WITH taken AS MATERIALIZED (
    SELECT d.id FROM scrape_retry_queue d
    WHERE d.status = 'pending' AND d.parked = 0 AND d.host = :host AND d.step_name = :step_name
      AND d.blocked = 0 AND d.next_retry_at <= :now
      AND (:everything <> 0 OR d.batch_id IN (SELECT value FROM texts_of(:batches)))
      AND NOT EXISTS (SELECT 1 FROM retry_batches k WHERE k.id = d.batch_id AND k.state IN ('paused', 'cancelled'))
    ORDER BY d.priority, d.next_retry_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED
)
UPDATE scrape_retry_queue q SET
    status = 'running', lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now,
    started_at = :now, held_reason = NULL
FROM taken t WHERE q.id = t.id
RETURNING q.id, q.vehicle_id, q.step_name, q.retry_count, q.max_retries, q.batch_id, q.options, q.reason, q.priority,
          q.next_retry_at, q.host
