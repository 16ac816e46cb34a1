CREATE UNIQUE INDEX vehicle_images_primary_key ON public.vehicle_images (vehicle_id) WHERE is_primary
