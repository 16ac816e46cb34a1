s.attempts
