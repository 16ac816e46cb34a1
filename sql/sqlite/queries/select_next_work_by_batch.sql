-- As select_next_work, of these batches.
SELECT
    EXISTS (SELECT 1 FROM json_each(:batches) j CROSS JOIN scrape_retry_queue r INDEXED BY scrape_retry_queue_by_batch
            WHERE r.batch_id = j.value AND r.status = 'running'),
    min(CASE f.state WHEN 'open' THEN max(f.first_at, coalesce(f.open_until, '9999')) ELSE f.first_at END)
FROM (SELECT b.state, b.open_until,
             (SELECT d.next_retry_at FROM scrape_retry_queue d INDEXED BY scrape_retry_queue_by_batch
              WHERE d.batch_id = i.value AND d.status = 'pending' AND d.parked = 0 AND d.host = b.host
                AND d.step_name = b.step_name AND d.blocked = 0 AND d.priority = j.value
              ORDER BY d.next_retry_at, d.id LIMIT 1) AS first_at
      FROM json_each(:batches) i CROSS JOIN circuit_breakers b CROSS JOIN json_each('[1,2,3,4,5,6,7,8,9,10]') j) f
WHERE f.first_at IS NOT NULL
