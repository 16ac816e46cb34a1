SELECT finish_steps(CAST(:rows AS ended_step[]), CAST(:now AS timestamptz))
