-- From each closed gate what is due there, most urgent first; hosts take turns, those with less in work first. Each gate is
-- asked for its most urgent priority, and the most urgent of all is served first: naming it lets rows be looked up by time,
-- so that what is not due, parked, blocked or at an open gate is never walked over. A batch that was paused or cancelled a
-- moment ago gives nothing while its rows follow.
-- How many each gate gives is known before its rows are read, and what other workers take at the same moment is passed over.
-- A function: its plan is made for large tables, however small they were when it was made.
CREATE FUNCTION claim_due(holder text, token text, until timestamptz, at timestamptz, many integer)
RETURNS SETOF scrape_retry_queue LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off AS $$
DECLARE claimed bigint;
BEGIN
    LOOP
        RETURN QUERY
        WITH gates AS MATERIALIZED (
            SELECT b.host, b.step_name, f.priority, f.next_retry_at, f.id FROM circuit_breakers b
            CROSS JOIN LATERAL (
                SELECT p AS priority, x.* FROM generate_series(1, 10) p
                CROSS JOIN LATERAL (SELECT r.next_retry_at, r.id FROM scrape_retry_queue r
                                    WHERE r.status = 'pending' AND r.parked = 0 AND r.host = b.host AND r.step_name = b.step_name
                                      AND r.blocked = 0 AND r.priority = p AND r.next_retry_at <= at
                                      AND coalesce((SELECT k.state FROM retry_batches k WHERE k.id = r.batch_id), 'running')
                                          NOT IN ('paused', 'cancelled')
                                    ORDER BY r.next_retry_at, r.id LIMIT 1) x
                LIMIT 1) f
            WHERE b.state = 'closed'
        ), urgent AS MATERIALIZED (
            SELECT g.*, count(*) OVER () AS gates,
                   (SELECT count(*) FROM scrape_retry_queue r WHERE r.status = 'running' AND r.host = g.host) AS running
            FROM gates g WHERE g.priority = (SELECT min(m.priority) FROM gates m)
        ), shares AS MATERIALIZED (
            SELECT t.host, t.step_name, t.priority, count(*) AS share
            FROM (SELECT u.* FROM urgent u CROSS JOIN generate_series(1, 2 * many / u.gates + 1) n
                  ORDER BY u.running + n, u.next_retry_at, u.id LIMIT many) t
            GROUP BY t.host, t.step_name, t.priority
        ), taken AS MATERIALIZED (
            SELECT d.place FROM shares s
            CROSS JOIN LATERAL (SELECT r.ctid AS place FROM scrape_retry_queue r
                                WHERE r.status = 'pending' AND r.parked = 0 AND r.host = s.host AND r.step_name = s.step_name
                                  AND r.blocked = 0 AND r.priority = s.priority AND r.next_retry_at <= at
                                  AND coalesce((SELECT k.state FROM retry_batches k WHERE k.id = r.batch_id), 'running')
                                      NOT IN ('paused', 'cancelled')
                                ORDER BY r.next_retry_at, r.id LIMIT s.share FOR UPDATE OF r SKIP LOCKED) d
        )
        UPDATE scrape_retry_queue q SET
            status = 'running', lease_owner = holder, lease_token = token, lease_until = until, heartbeat_at = at,
            started_at = at, held_reason = NULL
        FROM taken t WHERE q.ctid = t.place
        RETURNING q.*;
        GET DIAGNOSTICS claimed = ROW_COUNT;
        many := many - claimed;
        EXIT WHEN claimed = 0 OR many <= 0;
    END LOOP;
END $$
