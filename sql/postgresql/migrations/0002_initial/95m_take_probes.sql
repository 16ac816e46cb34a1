-- The gates that a worker may try: open ones whose time has come, and those whose probe died. Only with work of its own
-- that may go: a gate without would stay half open. Of each gate one such row is looked for, however many wait there.
CREATE FUNCTION take_probes(holder text, until timestamptz, at timestamptz, latest timestamptz, everything boolean, batches text)
RETURNS TABLE (gate_host text, gate_step text) LANGUAGE plpgsql
SET jit = off SET enable_seqscan = off SET enable_bitmapscan = off AS $$
BEGIN
    RETURN QUERY
    UPDATE circuit_breakers b SET state = 'half_open', probe_owner = holder, probe_until = until, changed_at = at
    WHERE b.state <> 'closed'
      AND ((b.state = 'open' AND b.open_until <= at)
           OR (b.state = 'half_open' AND (b.probe_until IS NULL OR b.probe_until < at OR b.probe_until > latest)))
      AND (SELECT 1 FROM scrape_retry_queue d
           WHERE d.status = 'pending' AND d.parked = 0 AND d.host = b.host AND d.step_name = b.step_name AND d.blocked = 0
             AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
             AND d.next_retry_at <= at AND (everything OR d.batch_id IN (SELECT value FROM texts_of(batches)))
             AND coalesce((SELECT k.state FROM retry_batches k WHERE k.id = d.batch_id), 'running')
                 NOT IN ('paused', 'cancelled')
           LIMIT 1) IS NOT NULL
    RETURNING b.host, b.step_name;
END $$
