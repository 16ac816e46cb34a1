UPDATE retry_batches b SET state = 'done', finished_at = :now
WHERE b.id = :id AND b.state = 'running' AND (b.adding_until IS NULL OR b.adding_until < :now)
  AND (SELECT c.unreleased_items + c.queued_items + c.retrying_items FROM counted_batches c WHERE c.id = :id) = 0
