DELETE FROM workers WHERE owner = :owner OR heartbeat_at < :older_than
