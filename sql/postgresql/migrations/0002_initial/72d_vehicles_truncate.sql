CREATE TRIGGER retrydesk_truncate AFTER TRUNCATE ON public.vehicles FOR EACH STATEMENT EXECUTE FUNCTION vehicles_lost()
