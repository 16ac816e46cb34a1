SELECT action FROM cause_rules WHERE fingerprint = :fingerprint AND (until IS NULL OR until > :now)
