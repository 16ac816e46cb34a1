-- What a worker runs for the placeholder right now is what waits for the known vehicle.
UPDATE scrape_retry_queue SET status = 'cancelled'
WHERE vehicle_id = :into AND status = 'pending'
  AND step_name IN (SELECT f.step_name FROM scrape_retry_queue f WHERE f.vehicle_id = :from AND f.status = 'running')
