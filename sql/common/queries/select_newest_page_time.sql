SELECT fetched_at FROM page_snapshots WHERE vehicle_id = :vehicle_id ORDER BY id DESC LIMIT 1
