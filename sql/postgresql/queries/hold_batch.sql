SELECT hold_batches(ARRAY[CAST(:id AS text)])
