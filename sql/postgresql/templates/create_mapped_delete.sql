CREATE FUNCTION retrydesk.%1_mapped_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM public.%1 v WHERE v.id = OLD.id;
    RETURN OLD;
END $$
