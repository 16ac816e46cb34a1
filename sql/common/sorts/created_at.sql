s.created_at
