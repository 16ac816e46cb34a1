-- How many vehicles there are for each combination of failing bits (0: complete), kept by triggers.
CREATE TABLE failure_counters (
    failing INTEGER PRIMARY KEY NOT NULL,
    vehicles INTEGER NOT NULL
)
