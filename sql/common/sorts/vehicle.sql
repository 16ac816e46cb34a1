lower(s.name)
