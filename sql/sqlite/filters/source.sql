AND s.source = :source
