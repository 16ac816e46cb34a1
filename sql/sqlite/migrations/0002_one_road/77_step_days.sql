-- Ended attempts by day and step, kept by trigger 79.
CREATE TABLE step_days (
    day TEXT NOT NULL,
    step_name TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    succeeded INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    first_attempts INTEGER NOT NULL,
    first_succeeded INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    retries_succeeded INTEGER NOT NULL,
    gave_up INTEGER NOT NULL,
    recovered INTEGER NOT NULL,
    recovery_ms INTEGER NOT NULL,
    PRIMARY KEY (day, step_name)
) WITHOUT ROWID
