CREATE FUNCTION lock_batch(id text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('retrydesk batch ' || id, 0));
END $$
