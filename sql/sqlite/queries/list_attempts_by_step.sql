SELECT step_name, count(*), count(CASE WHEN status = 'success' THEN 1 END), count(CASE WHEN status = 'failed' THEN 1 END)
FROM scrape_steps
WHERE completed_at >= :since AND status IN ('success', 'failed')
GROUP BY step_name
