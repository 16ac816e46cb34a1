SELECT * FROM adopt_due_steps(:batch_id, ARRAY(SELECT value FROM ids_of(:ids)), ARRAY(SELECT value FROM texts_of(:steps)),
                              CAST(:now AS timestamptz))
