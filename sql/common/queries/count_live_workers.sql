-- A sign of life from the future is one of a clock that was wrong.
SELECT count(*) FROM workers WHERE heartbeat_at BETWEEN :since AND :now
