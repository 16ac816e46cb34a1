-- What identifies a vehicle: the type of the key in the database that is there.
DO $$ BEGIN
    EXECUTE (SELECT format('CREATE DOMAIN retrydesk.vehicle_key AS %s', format_type(a.atttypid, a.atttypmod))
             FROM pg_attribute a WHERE a.attrelid = 'public.vehicles'::regclass AND a.attname = 'id');
END $$
