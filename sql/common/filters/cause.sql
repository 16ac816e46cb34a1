AND s.last_cause = :cause
