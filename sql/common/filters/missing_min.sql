AND s.missing_count >= :missing_min
