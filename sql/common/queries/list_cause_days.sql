SELECT cause, fingerprint, day, failures FROM cause_days WHERE cause = :cause AND fingerprint = :fingerprint AND day >= :since
