CREATE INDEX vehicles_by_merged ON vehicles (merged_into_vehicle_id) WHERE merged_into_vehicle_id IS NOT NULL
