AND (s.failing & :bits) <> 0
