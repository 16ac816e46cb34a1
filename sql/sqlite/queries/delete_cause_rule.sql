-- As expired only if it still is: somebody may have extended it.
DELETE FROM cause_rules WHERE fingerprint = :fingerprint AND (:expired_at IS NULL OR until <= :expired_at) RETURNING action
