-- Until the end of the transaction; the number is "retrydes" in ASCII.
SELECT pg_advisory_xact_lock(8243122727983277427)
