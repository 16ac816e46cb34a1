UPDATE scrape_retry_queue SET
    status = 'running', lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now,
    started_at = :now, held_reason = NULL
WHERE id IN (SELECT q.id FROM queue_unblocked q
             WHERE q.next_retry_at <= :now
               AND (:everything OR q.batch_id IN (SELECT value FROM json_each(:batches)))
             ORDER BY q.priority, q.next_retry_at, q.id LIMIT :limit)
  AND status = 'pending'
RETURNING id, vehicle_id, step_name, retry_count, max_retries, batch_id, options, reason
