INSERT INTO audit_log (at, actor, action, filter, items, hash, batch_id, result)
VALUES (:now, :actor, :action, coalesce(:filter, ''), :items, coalesce(:hash, ''), :batch_id, coalesce(:result, ''))
