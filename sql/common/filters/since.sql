AND s.created_at >= :since
