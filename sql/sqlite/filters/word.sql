AND instr(s.search_text, :word%1) > 0
