-- Requests and failures of each worker in spans of ten seconds: the breaker's window is the sum of the last ones.
CREATE TABLE breaker_counts (
    host text COLLATE "C" NOT NULL,
    step_name text COLLATE "C" NOT NULL,
    span bigint NOT NULL,
    worker text COLLATE "C" NOT NULL,
    requests integer NOT NULL DEFAULT 0,
    failures integer NOT NULL DEFAULT 0,
    PRIMARY KEY (host, step_name, span, worker)
)
