CREATE INDEX vehicle_scrape_state_by_cause ON vehicle_scrape_state (last_cause, last_fingerprint, last_failed_at)
WHERE failing <> 0
