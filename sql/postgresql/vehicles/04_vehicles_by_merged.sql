CREATE INDEX vehicles_by_merged ON public.vehicles (merged_into_vehicle_id) WHERE merged_into_vehicle_id IS NOT NULL
