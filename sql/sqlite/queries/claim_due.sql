-- From each closed gate what is due there, most urgent first; hosts take turns, those with less in work first. Naming the
-- priorities lets each be looked up by time: what is not due, parked, blocked or at an open gate is never walked
-- over. A batch that was paused or cancelled a moment ago gives nothing while its rows follow.
-- +status: the rows are found by their id, not by their status.
UPDATE scrape_retry_queue SET
    status = 'running', lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now,
    started_at = :now, held_reason = NULL
WHERE id IN (
    SELECT id FROM (
        SELECT d.id, d.priority, d.next_retry_at,
               row_number() OVER (PARTITION BY d.host ORDER BY d.priority, d.next_retry_at, d.id)
               + (SELECT count(*) FROM scrape_retry_queue r WHERE r.status = 'running' AND r.host = d.host) AS turn
        FROM circuit_breakers b CROSS JOIN scrape_retry_queue d
        WHERE b.state = 'closed'
          AND d.id IN (SELECT x.id FROM scrape_retry_queue x INDEXED BY scrape_retry_queue_due
                       WHERE x.status = 'pending' AND x.parked = 0 AND x.host = b.host AND x.step_name = b.step_name
                         AND x.blocked = 0 AND x.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AND x.next_retry_at <= :now
                       ORDER BY x.priority, x.next_retry_at, x.id LIMIT :limit))
    ORDER BY priority, turn, next_retry_at, id LIMIT :limit)
  AND +status = 'pending'
  AND NOT EXISTS (SELECT 1 FROM retry_batches k WHERE k.id = scrape_retry_queue.batch_id
                  AND k.state IN ('paused', 'cancelled'))
RETURNING id, vehicle_id, step_name, retry_count, max_retries, batch_id, options, reason, priority, next_retry_at, host
