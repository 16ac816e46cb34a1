AND (s.host = :bare_host OR s.last_host IN (:host, :bare_host))
