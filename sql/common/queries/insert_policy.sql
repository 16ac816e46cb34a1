INSERT INTO cause_policies (cause, line) VALUES (:cause, :line)
