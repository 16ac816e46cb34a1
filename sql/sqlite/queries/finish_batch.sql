UPDATE retry_batches SET state = 'done', finished_at = :now
WHERE id = :id AND state = 'running' AND unreleased_items + queued_items + retrying_items = 0
  AND (adding_until IS NULL OR adding_until < :now)
