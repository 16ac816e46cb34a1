UPDATE retry_batch_items SET state = 'cancelled'
WHERE batch_id = :batch_id
  AND position IN (SELECT i.position FROM retry_batch_items i
                   WHERE i.batch_id = :batch_id AND i.is_planned ORDER BY i.position LIMIT :limit)
  AND is_planned
RETURNING vehicle_id
