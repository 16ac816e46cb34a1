UPDATE scrape_retry_queue SET status = 'completed', completed_at = :now, held_reason = NULL, parked = 0, result = 'success', message = NULL, scheduled_before = NULL
WHERE vehicle_id = :vehicle_id AND step_name = :step_name AND status IN ('pending', 'dead')
