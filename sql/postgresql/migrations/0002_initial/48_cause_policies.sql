-- Policies that somebody edited; the program has the others.
CREATE TABLE cause_policies (
    cause text COLLATE "C" PRIMARY KEY,
    line text NOT NULL
)
