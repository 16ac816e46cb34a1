DELETE FROM breaker_counts WHERE host = :host AND step_name = :step_name
