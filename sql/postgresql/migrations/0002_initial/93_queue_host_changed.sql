CREATE FUNCTION queue_host_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    INSERT INTO circuit_breakers (host, step_name) VALUES (NEW.host, NEW.step_name) ON CONFLICT (host, step_name) DO NOTHING;
    RETURN NULL;
END $$
