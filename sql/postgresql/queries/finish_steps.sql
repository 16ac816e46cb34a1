SELECT finish_steps(CAST(:rows AS jsonb), CAST(:now AS timestamptz))
