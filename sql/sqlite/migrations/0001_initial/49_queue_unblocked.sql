-- Pending work whose inputs are not about to change: extraction waits for a queued fetch of the page, and images wait
-- for queued URLs unless some are known already.
CREATE VIEW queue_unblocked AS
SELECT q.* FROM scrape_retry_queue q
WHERE q.status = 'pending'
  AND NOT (q.step_name IN ('extract_data', 'extract_images', 'extract_vin')
           AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                       WHERE p.vehicle_id = q.vehicle_id AND p.step_name = 'fetch_listing'
                         AND p.status IN ('pending', 'running')))
  AND NOT (q.step_name = 'backfill_images'
           AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                       WHERE p.vehicle_id = q.vehicle_id AND p.step_name IN ('fetch_listing', 'extract_images')
                         AND p.status IN ('pending', 'running'))
           AND (SELECT s.missing_count FROM vehicle_scrape_state s WHERE s.vehicle_id = q.vehicle_id) = 0)
