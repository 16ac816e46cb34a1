-- Whether all members of a batch have ended: nobody may bring work to it until this transaction has.
CREATE FUNCTION has_ended(batch text) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    PERFORM FROM retry_batches WHERE id = batch FOR NO KEY UPDATE;
    RETURN (SELECT unreleased_items + queued_items + retrying_items = 0 FROM counted_batches WHERE id = batch);
END $$
