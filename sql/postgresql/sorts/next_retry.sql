coalesce((SELECT min(q.next_retry_at) FROM scrape_retry_queue q
          WHERE q.vehicle_id = s.vehicle_id AND q.status = 'pending' AND q.parked = 0 AND q.blocked = 0), '1970-01-01T00:00:00Z')
