SELECT fingerprint, cause, action, reason, until, actor, created_at FROM cause_rules
