AND (instr(s.search_text, :word%1) > 0 OR instr(s.search_text, :capital%1) > 0)
