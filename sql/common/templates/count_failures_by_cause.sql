SELECT s.last_cause, count(*) FROM vehicle_scrape_state s
WHERE s.failing <> 0 AND s.last_cause IS NOT NULL %1
GROUP BY s.last_cause ORDER BY count(*) DESC, s.last_cause
