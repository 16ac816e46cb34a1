AND s.created_at < :until
