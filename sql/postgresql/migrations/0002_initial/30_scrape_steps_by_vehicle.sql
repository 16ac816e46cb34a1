CREATE INDEX scrape_steps_by_vehicle ON scrape_steps (vehicle_id, step_name, created_at)
