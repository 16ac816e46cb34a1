-- Members that were not tried and whose input of the same vehicle failed or waits for somebody.
SELECT count(*) FROM scrape_retry_queue q
WHERE q.batch_id = :batch_id AND q.status = 'pending' AND q.cause IS NULL
  AND EXISTS (SELECT 1 FROM scrape_retry_queue p
              WHERE p.vehicle_id = q.vehicle_id AND p.status = 'pending' AND (p.cause IS NOT NULL OR p.parked & 7 <> 0)
                AND ((p.step_name = 'fetch_listing' AND q.step_name <> 'fetch_listing')
                     OR (p.step_name = 'extract_images' AND q.step_name = 'backfill_images')))
  AND NOT (q.step_name = 'backfill_images'
           AND coalesce((SELECT s.missing_count FROM vehicle_scrape_state s WHERE s.vehicle_id = q.vehicle_id), 0) > 0)
