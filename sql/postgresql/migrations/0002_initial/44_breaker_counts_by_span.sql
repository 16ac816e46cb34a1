CREATE INDEX breaker_counts_by_span ON breaker_counts (span)
