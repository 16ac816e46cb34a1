-- How many vehicles there are for each combination of failing bits (0: complete), kept by triggers.
CREATE TABLE failure_counters (
    failing integer PRIMARY KEY,
    vehicles bigint NOT NULL
)
