-- Requests and failures of each worker in spans of ten seconds: the breaker's window is the sum of the last ones.
CREATE TABLE breaker_counts (
    host TEXT NOT NULL,
    step_name TEXT NOT NULL,
    span INTEGER NOT NULL,
    worker TEXT NOT NULL,
    requests INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (host, step_name, span, worker)
) WITHOUT ROWID
