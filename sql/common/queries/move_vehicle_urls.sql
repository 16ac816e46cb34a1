UPDATE vehicle_urls SET vehicle_id = :into WHERE vehicle_id = :from
