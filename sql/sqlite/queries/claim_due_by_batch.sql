-- As claim_due, from the rows of each batch: other rows are never walked over, however many are due.
UPDATE scrape_retry_queue SET
    status = 'running', lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now,
    started_at = :now, held_reason = NULL
WHERE id IN (SELECT r.id FROM json_each(:batches) j CROSS JOIN circuit_breakers b CROSS JOIN scrape_retry_queue r
             WHERE b.state = 'closed'
               AND r.id IN (SELECT d.id FROM scrape_retry_queue d INDEXED BY scrape_retry_queue_by_batch
                            WHERE d.batch_id = j.value AND d.status = 'pending' AND d.parked = 0 AND d.host = b.host
                              AND d.step_name = b.step_name AND d.blocked = 0
                              AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AND d.next_retry_at <= :now
                            ORDER BY d.priority, d.next_retry_at, d.id LIMIT :limit)
             ORDER BY r.priority, r.next_retry_at, r.id LIMIT :limit)
  AND +status = 'pending'
  AND NOT EXISTS (SELECT 1 FROM retry_batches k WHERE k.id = scrape_retry_queue.batch_id
                  AND k.state IN ('paused', 'cancelled'))
RETURNING id, vehicle_id, step_name, retry_count, max_retries, batch_id, options, reason, priority, next_retry_at, host
