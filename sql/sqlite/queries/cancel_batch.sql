UPDATE retry_batches SET state = 'cancelled', finished_at = :now
WHERE id = :id AND state NOT IN ('done', 'cancelled')
