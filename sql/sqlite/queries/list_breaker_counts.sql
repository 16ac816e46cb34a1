SELECT host, step_name, sum(requests), sum(failures) FROM breaker_counts INDEXED BY breaker_counts_by_span
WHERE span > :span AND worker <> :worker GROUP BY host, step_name
