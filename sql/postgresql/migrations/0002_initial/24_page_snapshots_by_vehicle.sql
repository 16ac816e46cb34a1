CREATE INDEX page_snapshots_by_vehicle ON page_snapshots (vehicle_id, id)
