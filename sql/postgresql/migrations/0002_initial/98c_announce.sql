-- Tells those who listen what is new: that there is work, or that settings changed. A statement tells it once, and a
-- transaction that says it again and again is heard once, when it is committed.
CREATE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('retrydesk', TG_ARGV[0]);
    RETURN NULL;
END
$$
