-- All but what the known vehicle has in its own queue already; that goes with the placeholder.
UPDATE scrape_retry_queue SET vehicle_id = :into
WHERE vehicle_id = :from
AND (status NOT IN ('pending', 'running')
     OR NOT EXISTS (SELECT 1 FROM scrape_retry_queue q
                    WHERE q.vehicle_id = :into AND q.step_name = scrape_retry_queue.step_name
                      AND q.status IN ('pending', 'running')))
