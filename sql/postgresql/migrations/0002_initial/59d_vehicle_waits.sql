-- What is queued for a vehicle: when it is tried next (what waits for another step has no time of its own), whether a step of
-- it runs, and what it is held by.
CREATE VIEW vehicle_waits AS
SELECT s.vehicle_id,
       (SELECT min(q.next_retry_at) FROM scrape_retry_queue q
        WHERE q.vehicle_id = s.vehicle_id AND q.status = 'pending' AND q.parked = 0 AND q.blocked = 0) AS next_retry_at,
       (SELECT count(*) FROM scrape_retry_queue q WHERE q.vehicle_id = s.vehicle_id AND q.status = 'running') AS running,
       (SELECT max(q.held_reason) FROM scrape_retry_queue q
        WHERE q.vehicle_id = s.vehicle_id AND q.status = 'pending') AS held_reason
FROM vehicle_scrape_state s
