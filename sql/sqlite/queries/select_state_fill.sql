-- The states of a file are never behind.
SELECT 0, 0 WHERE 0
