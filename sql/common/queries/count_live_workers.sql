-- The clocks of two machines are a little apart; a sign of life from further in the future is one of a clock that was wrong.
SELECT count(*) FROM workers WHERE heartbeat_at BETWEEN :since AND :until
