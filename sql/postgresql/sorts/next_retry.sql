coalesce(s.next_retry_at, '1970-01-01T00:00:00Z')
