-- Another value than before when another connection has written since this one asked last (SQLite, "PRAGMA data_version").
PRAGMA data_version
