-- Triggers of others that run when a vehicle or an image is written.
SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgrelid IN (to_regclass('public.vehicles'), to_regclass('public.vehicle_images')) AND NOT t.tgisinternal
  AND t.tgenabled <> 'D'
  AND NOT EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                  WHERE p.oid = t.tgfoid AND n.nspname = 'retrydesk')
ORDER BY c.relname DESC, t.tgname
