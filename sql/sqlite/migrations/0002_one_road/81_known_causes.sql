INSERT INTO cause_days (cause, fingerprint, day, failures)
SELECT cause, coalesce(fingerprint, ''), substr(completed_at, 1, 10), count(*) FROM scrape_steps
WHERE status = 'failed' AND cause IS NOT NULL AND completed_at IS NOT NULL GROUP BY 1, 2, 3
