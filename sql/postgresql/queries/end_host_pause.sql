UPDATE host_gates SET paused_until = NULL, reason = '', rate_factor = 1 WHERE host = :host
