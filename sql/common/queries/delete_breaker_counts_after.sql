DELETE FROM breaker_counts WHERE span > :span
