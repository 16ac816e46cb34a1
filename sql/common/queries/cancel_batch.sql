UPDATE retry_batches SET state = 'cancelled', finished_at = :now, settling = 1
WHERE id = :id AND state NOT IN ('done', 'cancelled')
