AND (s.host = :host OR s.last_host = :host)
