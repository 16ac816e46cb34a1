s.failing <> 0
