-- Pending work that waits for nobody and whose inputs are not about to change: extraction waits for a queued fetch of the
-- page, and images wait for queued URLs unless some are known already. ready_at: when its host may be asked, too.
CREATE VIEW queue_unblocked AS
SELECT q.*, CASE b.state WHEN 'open' THEN max(q.next_retry_at, coalesce(b.open_until, '9999'))
                         ELSE q.next_retry_at END AS ready_at
FROM scrape_retry_queue q LEFT JOIN circuit_breakers b ON b.host = q.host AND b.step_name = q.step_name
WHERE q.status = 'pending' AND q.parked = 0
  AND NOT (q.step_name IN ('extract_data', 'extract_images', 'extract_vin')
           AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                       WHERE p.vehicle_id = q.vehicle_id AND p.step_name = 'fetch_listing'
                         AND p.status IN ('pending', 'running')))
  AND NOT (q.step_name = 'backfill_images'
           AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                       WHERE p.vehicle_id = q.vehicle_id AND p.step_name IN ('fetch_listing', 'extract_images')
                         AND p.status IN ('pending', 'running'))
           AND (SELECT s.missing_count FROM vehicle_scrape_state s WHERE s.vehicle_id = q.vehicle_id) = 0)
