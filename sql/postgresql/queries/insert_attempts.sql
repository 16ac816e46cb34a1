SELECT insert_attempts(CAST(:rows AS attempt[]))
