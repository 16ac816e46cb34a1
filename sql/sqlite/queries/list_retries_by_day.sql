SELECT substr(completed_at, 1, 10), count(*), count(CASE WHEN status = 'success' THEN 1 END),
       count(CASE WHEN status = 'failed' THEN 1 END)
FROM scrape_steps
WHERE completed_at >= :since AND is_retry = 1 AND status IN ('success', 'failed')
GROUP BY 1 ORDER BY 1
