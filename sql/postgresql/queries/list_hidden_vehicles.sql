SELECT v.id FROM vehicles v
WHERE v.id IN (SELECT value FROM ids_of(:ids)) AND (v.deleted_at IS NOT NULL OR v.merged_into_vehicle_id IS NOT NULL)
