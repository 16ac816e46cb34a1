UPDATE vehicle_steps SET failed_since = coalesce(
    (SELECT min(f.completed_at) FROM scrape_steps f
     WHERE f.vehicle_id = vehicle_steps.vehicle_id AND f.step_name = vehicle_steps.step_name AND f.status = 'failed'
       AND f.completed_at > coalesce((SELECT max(s.completed_at) FROM scrape_steps s
                                      WHERE s.vehicle_id = vehicle_steps.vehicle_id
                                        AND s.step_name = vehicle_steps.step_name AND s.status = 'success'), '')),
    last_attempt_at)
WHERE status = 'failed'
