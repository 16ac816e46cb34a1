AND (strpos(s.search_text, :word%1) > 0 OR strpos(s.search_text, :capital%1) > 0)
