ALTER TABLE vehicle_scrape_state DROP COLUMN running
