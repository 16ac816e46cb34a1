AND (s.source = :source OR s.host = :source)
