SELECT release_lease(:id, :token, CAST(:requested AS integer), CAST(:stored AS integer), CAST(:skipped AS integer),
                     CAST(:failed AS integer))
