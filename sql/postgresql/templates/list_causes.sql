SELECT c.last_cause, c.fingerprint, c.vehicles, c.first_seen, c.last_seen, c.sample,
       (SELECT t.message FROM vehicle_steps t
        WHERE t.vehicle_id = to_vehicle(c.sample) AND t.status = 'failed' AND t.cause = c.last_cause
        ORDER BY t.last_attempt_at DESC LIMIT 1)
FROM (SELECT s.last_cause, coalesce(s.last_fingerprint, '') AS fingerprint, count(*) AS vehicles,
             min(s.last_failed_at) AS first_seen, max(s.last_failed_at) AS last_seen, min(s.vehicle_id::text) AS sample
      FROM vehicle_scrape_state s
      WHERE s.failing <> 0 AND s.last_cause IS NOT NULL %1
      GROUP BY s.last_cause, s.last_fingerprint) c
ORDER BY c.vehicles DESC, c.last_cause, c.fingerprint
LIMIT 1000
