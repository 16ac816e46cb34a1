-- Whoever finds it held writes under it: until that transaction ends nobody takes the row over, not even past its time.
SELECT 1 FROM scrape_retry_queue WHERE id = :id AND status = 'running' AND lease_token = :token FOR NO KEY UPDATE
