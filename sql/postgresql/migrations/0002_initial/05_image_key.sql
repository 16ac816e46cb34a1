DO $$ BEGIN
    EXECUTE (SELECT format('CREATE DOMAIN retrydesk.image_key AS %s', format_type(a.atttypid, a.atttypmod))
             FROM pg_attribute a WHERE a.attrelid = 'public.vehicle_images'::regclass AND a.attname = 'id');
END $$
