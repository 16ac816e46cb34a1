UPDATE retry_batches SET state = 'done', finished_at = :now
WHERE id = :id AND state = 'running' AND (adding_until IS NULL OR adding_until < :now) AND has_ended(id)
