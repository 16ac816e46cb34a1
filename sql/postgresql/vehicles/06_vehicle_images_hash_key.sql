CREATE UNIQUE INDEX vehicle_images_hash_key ON public.vehicle_images (vehicle_id, file_hash)
WHERE file_hash IS NOT NULL AND NOT is_superseded
