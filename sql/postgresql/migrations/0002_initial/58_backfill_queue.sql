-- The seed system's table, answered from the one road: a row for each attempt that was not part of an import, and one for each
-- step that waits or runs now.
CREATE VIEW backfill_queue AS
SELECT id, vehicle_id,
       CASE step_name WHEN 'extract_vin' THEN '{vin}' WHEN 'extract_data' THEN '{sale_price}'
                      WHEN 'extract_images' THEN '{image_urls}' WHEN 'backfill_images' THEN '{images}'
                      ELSE '{page}' END::text[] AS field_names,
       CASE reason WHEN 'retry' THEN 'manual_audit' ELSE reason END AS reason,
       priority, status, error_message, created_at, started_at, processed_at
FROM (SELECT id, vehicle_id, step_name, reason, 5 AS priority,
             CASE status WHEN 'success' THEN 'completed' ELSE status END AS status, error_message, created_at,
             created_at AS started_at, completed_at AS processed_at
      FROM scrape_steps WHERE reason <> 'import' AND status IN ('success', 'failed', 'skipped')
      UNION ALL
      SELECT id, vehicle_id, step_name, reason, priority,
             CASE status WHEN 'running' THEN 'processing' ELSE 'pending' END, message, created_at, started_at, NULL
      FROM scrape_retry_queue WHERE reason <> 'import' AND status IN ('pending', 'running')) q
