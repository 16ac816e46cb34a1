SELECT s.last_cause, coalesce(s.last_fingerprint, ''), count(*), min(s.last_failed_at), max(s.last_failed_at),
       min(s.vehicle_id),
       (SELECT t.message FROM vehicle_steps t WHERE t.vehicle_id = min(s.vehicle_id) AND t.step_name = s.last_step)
FROM vehicle_scrape_state s
WHERE s.failing <> 0 AND s.last_cause IS NOT NULL %1
GROUP BY s.last_cause, s.last_fingerprint
ORDER BY count(*) DESC, s.last_cause, s.last_fingerprint
LIMIT 1000
