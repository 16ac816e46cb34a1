-- Track retry attempts and success rates
SELECT 
  DATE(created_at) as date,
  COUNT(*) as total_retries,
  COUNT(*) FILTER (WHERE status = 'completed') as succeeded,
  COUNT(*) FILTER (WHERE status = 'failed') as failed,
  ROUND(100.0 * COUNT(*) FILTER (WHERE status = 'completed') / COUNT(*), 2) as success_rate
FROM backfill_queue
WHERE reason = 'scraper_improved'
GROUP BY DATE(created_at)
ORDER BY date DESC;
