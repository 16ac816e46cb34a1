UPDATE host_gates SET paused_until = '', reason = '', rate_factor = 1 WHERE host = :host
