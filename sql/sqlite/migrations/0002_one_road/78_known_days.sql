INSERT INTO step_days (day, step_name, attempts, succeeded, failed, first_attempts, first_succeeded, retries, retries_succeeded,
                       gave_up, recovered, recovery_ms)
SELECT substr(completed_at, 1, 10), step_name, count(*), count(CASE WHEN status = 'success' THEN 1 END),
       count(CASE WHEN status = 'failed' THEN 1 END), count(CASE WHEN is_retry = 0 THEN 1 END),
       count(CASE WHEN is_retry = 0 AND status = 'success' THEN 1 END), count(CASE WHEN is_retry <> 0 THEN 1 END),
       count(CASE WHEN is_retry <> 0 AND status = 'success' THEN 1 END), 0, 0, 0
FROM scrape_steps WHERE status IN ('success', 'failed') AND completed_at IS NOT NULL
GROUP BY 1, 2
