AND s.attempts >= :attempts_min
