-- Empty when it is too long ago. One that a server has not seen since it was restored is an error.
SELECT pg_xact_status(CAST(:id AS xid8))
