CREATE INDEX scrape_steps_by_batch ON scrape_steps (batch_id, vehicle_id, step_name, created_at) WHERE batch_id IS NOT NULL
