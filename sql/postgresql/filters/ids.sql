AND s.vehicle_id IN (SELECT value FROM ids_of(:ids))
