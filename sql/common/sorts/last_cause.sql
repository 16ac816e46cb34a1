coalesce(s.last_cause, '')
