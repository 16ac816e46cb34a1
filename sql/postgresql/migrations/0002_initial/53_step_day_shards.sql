-- Ended attempts by day and step, kept by triggers.
CREATE TABLE step_day_shards (
    day text COLLATE "C" NOT NULL,
    step_name text COLLATE "C" NOT NULL,
    shard integer NOT NULL,
    attempts bigint NOT NULL,
    succeeded bigint NOT NULL,
    failed bigint NOT NULL,
    first_attempts bigint NOT NULL,
    first_succeeded bigint NOT NULL,
    retries bigint NOT NULL,
    retries_succeeded bigint NOT NULL,
    gave_up bigint NOT NULL,
    recovered bigint NOT NULL,
    recovery_ms bigint NOT NULL,
    PRIMARY KEY (day, step_name, shard)
) WITH (fillfactor = 50)
