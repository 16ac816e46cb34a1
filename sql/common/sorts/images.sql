s.missing_count
