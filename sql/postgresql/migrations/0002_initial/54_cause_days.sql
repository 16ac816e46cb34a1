-- Failed attempts by day, cause and fingerprint: the trend of a cause.
CREATE TABLE cause_days (
    cause text NOT NULL,
    fingerprint text NOT NULL,
    day text NOT NULL,
    failures bigint NOT NULL,
    PRIMARY KEY (cause, fingerprint, day)
)
