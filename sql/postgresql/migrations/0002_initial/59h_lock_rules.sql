CREATE FUNCTION lock_rules() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('retrydesk rules', 0));
END $$
