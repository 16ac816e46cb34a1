SELECT id FROM vehicles WHERE vin = :vin AND deleted_at IS NULL AND merged_into_vehicle_id IS NULL
