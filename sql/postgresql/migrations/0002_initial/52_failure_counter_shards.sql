-- How many vehicles there are for each combination of failing bits (0: complete), kept by triggers.
CREATE TABLE failure_counter_shards (
    failing integer NOT NULL,
    shard integer NOT NULL,
    vehicles bigint NOT NULL,
    PRIMARY KEY (failing, shard)
) WITH (fillfactor = 50)
