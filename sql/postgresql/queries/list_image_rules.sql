-- Rules of others on images that speak of the source and do not know ours.
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = to_regclass('public.vehicle_images') AND contype = 'c'
  AND pg_get_constraintdef(oid) ~ '\ysource\y' AND pg_get_constraintdef(oid) !~ 'bat_import'
ORDER BY conname
