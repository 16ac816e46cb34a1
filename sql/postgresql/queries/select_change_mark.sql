-- Another value than before when a transaction that wrote has ended since: its number is no more among those under way.
SELECT CAST(pg_current_snapshot() AS text)
