-- As hold_batches(): what becomes pending by what it failed of, and rules of causes and the switch of the sweep.
CREATE FUNCTION hold_rules() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('retrydesk rules', 0));
END $$
