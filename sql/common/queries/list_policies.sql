SELECT cause, line FROM cause_policies ORDER BY cause
