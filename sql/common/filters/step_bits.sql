AND (s.failing & :step_bits) <> 0
