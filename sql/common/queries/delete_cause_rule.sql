-- As expired only if it still is: somebody may have extended it.
DELETE FROM cause_rules
WHERE fingerprint = :fingerprint AND (until <= :expired_at OR CAST(:expired_at AS text) IS NULL) RETURNING action
