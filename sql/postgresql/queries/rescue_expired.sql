SELECT vehicle, row_id FROM rescue_expired(CAST(:now AS timestamptz), CAST(:latest AS timestamptz), CAST(:max_rescues AS integer),
                                           :owner, :running, CAST(:limit AS integer))
