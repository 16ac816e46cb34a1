-- Failed attempts by day, cause and fingerprint, kept by trigger 82: the trend of a cause.
CREATE TABLE cause_days (
    cause TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    day TEXT NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (cause, fingerprint, day)
) WITHOUT ROWID
