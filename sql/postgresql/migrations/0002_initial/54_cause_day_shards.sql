-- Failed attempts by day, cause and fingerprint: the trend of a cause.
CREATE TABLE cause_day_shards (
    cause text COLLATE "C" NOT NULL,
    fingerprint text COLLATE "C" NOT NULL,
    day text COLLATE "C" NOT NULL,
    shard integer NOT NULL,
    failures bigint NOT NULL,
    PRIMARY KEY (cause, fingerprint, day, shard)
)
