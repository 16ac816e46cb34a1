UPDATE retry_batches SET state = 'done', finished_at = created_at
WHERE cancelled = 0 AND NOT EXISTS (SELECT 1 FROM scrape_retry_queue q
                                    WHERE q.batch_id = retry_batches.id AND q.status IN ('pending', 'running'))
