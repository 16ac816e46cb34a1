-- From each closed gate what is due there, most urgent first; hosts take turns, those with less in work first. Naming the
-- priorities lets each be looked up by time: what is not due, parked, blocked or at an open gate is never walked
-- over. A batch that was paused or cancelled a moment ago gives nothing while its rows follow.
-- More is found than is taken: what other workers take at the same moment is passed over. Each row is locked by its key.
WITH busy AS MATERIALIZED (
    SELECT r.host, count(*) AS running FROM scrape_retry_queue r WHERE r.status = 'running' GROUP BY r.host
), due AS MATERIALIZED (
    SELECT d.id, d.priority, d.next_retry_at,
           row_number() OVER (PARTITION BY d.host ORDER BY d.priority, d.next_retry_at, d.id) + coalesce(y.running, 0) AS turn
    FROM circuit_breakers b
    CROSS JOIN LATERAL (
        SELECT x.* FROM generate_series(1, 10) p
        CROSS JOIN LATERAL (SELECT r.id, r.host, r.priority, r.next_retry_at FROM scrape_retry_queue r
                            WHERE r.status = 'pending' AND r.parked = 0 AND r.host = b.host AND r.step_name = b.step_name
                              AND r.blocked = 0 AND r.priority = p AND r.next_retry_at <= :now
                            ORDER BY r.next_retry_at, r.id LIMIT 4 * CAST(:limit AS integer)) x
        LIMIT 4 * CAST(:limit AS integer)) d
    LEFT JOIN busy y ON y.host = d.host
    WHERE b.state = 'closed'
), taken AS MATERIALIZED (
    SELECT l.id FROM (SELECT d.id FROM due d ORDER BY d.priority, d.turn, d.next_retry_at, d.id) c
    CROSS JOIN LATERAL (SELECT q.id FROM scrape_retry_queue q
                        WHERE q.id = c.id AND q.status = 'pending'
                          AND NOT EXISTS (SELECT 1 FROM retry_batches k
                                          WHERE k.id = q.batch_id AND k.state IN ('paused', 'cancelled'))
                        LIMIT 1 FOR UPDATE OF q SKIP LOCKED) l
    LIMIT :limit
)
UPDATE scrape_retry_queue q SET
    status = 'running', lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now,
    started_at = :now, held_reason = NULL
FROM taken t WHERE q.id = t.id
RETURNING q.id, q.vehicle_id, q.step_name, q.retry_count, q.max_retries, q.batch_id, q.options, q.reason, q.priority,
          q.next_retry_at, q.host
