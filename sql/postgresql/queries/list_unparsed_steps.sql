-- What is queued already and was not tried since is left alone.
SELECT t.vehicle_id, t.step_name FROM vehicle_steps t
JOIN vehicles v ON v.id = t.vehicle_id
WHERE t.status = 'failed' AND t.cause = 'parse_failed' AND t.extractor_version < :version
  AND t.step_name IN ('extract_data', 'extract_images', 'extract_vin')
  AND v.deleted_at IS NULL AND v.merged_into_vehicle_id IS NULL
  AND EXISTS (SELECT 1 FROM page_snapshots p WHERE p.vehicle_id = t.vehicle_id)
  AND NOT EXISTS (SELECT 1 FROM cause_rules r WHERE r.fingerprint = t.fingerprint AND (r.until IS NULL OR r.until > :now))
  AND NOT EXISTS (SELECT 1 FROM scrape_retry_queue q WHERE q.vehicle_id = t.vehicle_id AND q.step_name = t.step_name
                  AND (q.status = 'running' OR (q.status = 'pending' AND q.cause IS NULL)))
ORDER BY t.vehicle_id, t.step_name
