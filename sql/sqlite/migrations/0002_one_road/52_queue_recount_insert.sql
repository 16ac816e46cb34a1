-- Extraction waits for a queued fetch of the page, and images wait for queued URLs unless some are known already. A claim
-- reads the mark: it would walk over all that is blocked if it had to find out.
CREATE TRIGGER queue_recount_insert INSTEAD OF INSERT ON queue_recount
BEGIN
    UPDATE scrape_retry_queue SET blocked = 1 - blocked
    WHERE vehicle_id = NEW.vehicle_id AND status = 'pending'
      AND blocked <> ((step_name IN ('extract_data', 'extract_images', 'extract_vin')
                       AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                                   WHERE p.vehicle_id = NEW.vehicle_id AND p.step_name = 'fetch_listing'
                                     AND p.status IN ('pending', 'running')))
                      OR (step_name = 'backfill_images'
                          AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                                      WHERE p.vehicle_id = NEW.vehicle_id
                                        AND p.step_name IN ('fetch_listing', 'extract_images')
                                        AND p.status IN ('pending', 'running'))
                          AND EXISTS (SELECT 1 FROM vehicle_scrape_state s
                                      WHERE s.vehicle_id = NEW.vehicle_id AND s.missing_count = 0)));
END
