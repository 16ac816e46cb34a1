-- Of Supabase: the role of servers that may see and write everything.
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'service_role') THEN
        GRANT USAGE ON SCHEMA retrydesk TO service_role;
        GRANT ALL ON ALL TABLES IN SCHEMA retrydesk TO service_role;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA retrydesk TO service_role;
        GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA retrydesk TO service_role;
    END IF;
END $$
