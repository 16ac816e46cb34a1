AND s.last_fingerprint = :fingerprint
