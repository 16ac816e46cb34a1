coalesce(s.next_retry_at, '')
