CREATE FUNCTION retrydesk.%1_mapped_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.%1 (%2) VALUES (%3);
    RETURN NEW;
END $$
