-- Policies that somebody edited; the program has the others.
CREATE TABLE cause_policies (
    cause TEXT PRIMARY KEY NOT NULL,
    line TEXT NOT NULL
) WITHOUT ROWID
