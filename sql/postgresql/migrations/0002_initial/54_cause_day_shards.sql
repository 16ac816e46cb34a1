-- Failed attempts by day, cause and fingerprint: the trend of a cause.
CREATE TABLE cause_day_shards (
    cause text NOT NULL,
    fingerprint text NOT NULL,
    day text NOT NULL,
    shard integer NOT NULL,
    failures bigint NOT NULL,
    PRIMARY KEY (cause, fingerprint, day, shard)
)
