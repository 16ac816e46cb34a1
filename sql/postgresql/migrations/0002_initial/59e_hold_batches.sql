-- Work that comes to a batch, or back to it, and what ends, pauses or resumes the batch wait for each other; the work of
-- several workers does not. Held until the transaction ends. Nobody passes by who waits (a row lock of many that share it
-- would let every newcomer in).
CREATE FUNCTION hold_batches(ids text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('retrydesk batch ' || k.id, 0))
    FROM (SELECT DISTINCT u.id FROM unnest(ids) u (id) WHERE u.id IS NOT NULL ORDER BY 1) k;
END $$
