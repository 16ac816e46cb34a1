SELECT upsert_vehicle_steps(CAST(:rows AS attempt[]))
