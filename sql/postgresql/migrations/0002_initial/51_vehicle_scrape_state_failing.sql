CREATE INDEX vehicle_scrape_state_failing ON vehicle_scrape_state (created_at, vehicle_id) WHERE failing <> 0
