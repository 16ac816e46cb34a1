-- Read from the index alone: at each gate that lets work through, what waits for nobody.
CREATE FUNCTION count_due(at timestamptz) RETURNS bigint LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN (
        SELECT count(*)
        FROM circuit_breakers b JOIN scrape_retry_queue d ON d.host = b.host AND d.step_name = b.step_name
        WHERE (b.state <> 'open' OR b.open_until <= at)
          AND d.status = 'pending' AND d.parked = 0 AND d.blocked = 0
          AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10) AND d.next_retry_at <= at);
END $$
