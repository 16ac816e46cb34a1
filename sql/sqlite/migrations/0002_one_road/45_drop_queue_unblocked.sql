DROP VIEW queue_unblocked
