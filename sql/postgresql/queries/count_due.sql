SELECT count_due(CAST(:now AS timestamptz))
