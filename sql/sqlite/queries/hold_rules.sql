-- A transaction that writes is alone anyway.
SELECT 1
