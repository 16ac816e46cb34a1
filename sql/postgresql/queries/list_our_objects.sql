-- What of ours is outside the schema retrydesk.
SELECT format('DROP TRIGGER %I ON public.%I', t.tgname, c.relname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgrelid IN (to_regclass('public.vehicles'), to_regclass('public.vehicle_images')) AND NOT t.tgisinternal
  AND t.tgname ~ '^retrydesk_'
ORDER BY 1
