INSERT INTO cause_rules (fingerprint, cause, action, reason, until, actor, created_at)
VALUES (:fingerprint, :cause, :action, coalesce(:reason, ''), :until, :actor, :now)
ON CONFLICT (fingerprint) DO UPDATE SET cause = excluded.cause, action = excluded.action, reason = excluded.reason,
    until = excluded.until, actor = excluded.actor, created_at = excluded.created_at
