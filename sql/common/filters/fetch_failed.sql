AND s.fetch_failed <> 0
