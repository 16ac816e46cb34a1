SELECT id, at, actor, action, filter, items, hash, batch_id, result FROM audit_log ORDER BY id DESC LIMIT :limit
