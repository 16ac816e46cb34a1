UPDATE retry_batches b SET settling = 0
WHERE b.id = :id AND NOT EXISTS (
    SELECT 1 FROM scrape_retry_queue q WHERE q.batch_id = :id AND q.status = 'pending'
    AND CASE b.state WHEN 'cancelled' THEN true WHEN 'paused' THEN q.parked & 1 = 0 ELSE q.parked & 1 <> 0 END)
  AND NOT EXISTS (SELECT 1 FROM retry_batch_items i WHERE b.state = 'cancelled' AND i.batch_id = :id AND i.is_planned)
