INSERT INTO breaker_counts (host, step_name, span, worker, requests, failures)
VALUES (:host, :step_name, :span, :worker, :requests, :failures)
ON CONFLICT (host, step_name, span, worker) DO UPDATE SET
    requests = breaker_counts.requests + excluded.requests, failures = breaker_counts.failures + excluded.failures
