-- One row of a gate that is half open.
UPDATE scrape_retry_queue SET
    status = 'running', lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now,
    started_at = :now, held_reason = NULL
WHERE id IN (SELECT d.id FROM scrape_retry_queue d INDEXED BY scrape_retry_queue_due
             WHERE d.status = 'pending' AND d.parked = 0 AND d.host = :host AND d.step_name = :step_name
               AND d.blocked = 0 AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AND d.next_retry_at <= :now
               AND (:everything OR d.batch_id IN (SELECT value FROM json_each(:batches)))
             ORDER BY d.priority, d.next_retry_at, d.id LIMIT 1)
  AND +status = 'pending'
  AND NOT EXISTS (SELECT 1 FROM retry_batches k WHERE k.id = scrape_retry_queue.batch_id
                  AND k.state IN ('paused', 'cancelled'))
RETURNING id, vehicle_id, step_name, retry_count, max_retries, batch_id, options, reason, priority, next_retry_at, host
