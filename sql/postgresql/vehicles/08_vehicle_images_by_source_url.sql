CREATE INDEX vehicle_images_by_source_url ON public.vehicle_images (vehicle_id, source_url)
