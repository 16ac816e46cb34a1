SELECT vehicle, step FROM enqueue_steps(CAST(:rows AS wanted_step[]), CAST(:max_retries AS integer), CAST(:at AS timestamptz), :batch_id, :reason,
                        CAST(:options AS jsonb), CAST(:priority AS integer), CAST(:now AS timestamptz), CAST(:displaces AS integer))
