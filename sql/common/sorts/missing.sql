s.failing
