DELETE FROM cause_rules WHERE fingerprint = :fingerprint RETURNING action
