-- As claim_due, from the rows of each batch: other rows are never walked over, however many are due (a 0 that is asked for
-- keeps the planner from the index of all that is due).
CREATE FUNCTION claim_due_by_batch(batches text, holder text, token text, until timestamptz, at timestamptz, many integer)
RETURNS SETOF scrape_retry_queue LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
DECLARE claimed bigint;
BEGIN
    LOOP
        RETURN QUERY
        WITH gates AS MATERIALIZED (
            SELECT j.value AS batch_id, b.host, b.step_name, f.priority FROM texts_of(batches) j
            JOIN retry_batches k ON k.id = j.value AND k.state NOT IN ('paused', 'cancelled') CROSS JOIN circuit_breakers b
            CROSS JOIN LATERAL (
                SELECT p AS priority FROM generate_series(1, 10) p
                CROSS JOIN LATERAL (SELECT FROM scrape_retry_queue r
                                    WHERE r.batch_id = j.value AND r.status = 'pending' AND r.parked = (SELECT 0)
                                      AND r.host = b.host AND r.step_name = b.step_name AND r.blocked = 0 AND r.priority = p
                                      AND r.next_retry_at <= at LIMIT 1) x
                LIMIT 1) f
            WHERE b.state = 'closed'
        ), urgent AS MATERIALIZED (
            SELECT g.*, 4 * many / count(*) OVER () + 1 AS share FROM gates g
            WHERE g.priority = (SELECT min(m.priority) FROM gates m)
        ), due AS MATERIALIZED (
            SELECT d.id, d.next_retry_at FROM urgent u
            CROSS JOIN LATERAL (SELECT r.id, r.next_retry_at FROM scrape_retry_queue r
                                WHERE r.batch_id = u.batch_id AND r.status = 'pending' AND r.parked = (SELECT 0)
                                  AND r.host = u.host AND r.step_name = u.step_name AND r.blocked = 0 AND r.priority = u.priority
                                  AND r.next_retry_at <= at
                                ORDER BY r.next_retry_at, r.id LIMIT u.share) d
        ), taken AS MATERIALIZED (
            SELECT l.id FROM (SELECT d.id FROM due d ORDER BY d.next_retry_at, d.id) c
            CROSS JOIN LATERAL (SELECT q.id FROM scrape_retry_queue q
                                WHERE q.id = c.id AND (q.status = 'pending') IS TRUE
                                  AND NOT EXISTS (SELECT 1 FROM retry_batches k
                                                  WHERE k.id = q.batch_id AND k.state IN ('paused', 'cancelled'))
                                LIMIT 1 FOR UPDATE OF q SKIP LOCKED) l
            LIMIT many
        )
        UPDATE scrape_retry_queue q SET
            status = 'running', lease_owner = holder, lease_token = token, lease_until = until, heartbeat_at = at,
            started_at = at, held_reason = NULL
        FROM taken t WHERE q.id = t.id
        RETURNING q.*;
        GET DIAGNOSTICS claimed = ROW_COUNT;
        many := many - claimed;
        EXIT WHEN claimed = 0 OR many <= 0;
    END LOOP;
END $$
