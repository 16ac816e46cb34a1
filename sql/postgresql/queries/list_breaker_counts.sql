SELECT host, step_name, sum(requests), sum(failures) FROM breaker_counts
WHERE span > :span AND worker <> :worker GROUP BY host, step_name
