UPDATE page_snapshots SET vehicle_id = :into WHERE vehicle_id = :from
