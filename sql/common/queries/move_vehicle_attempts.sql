UPDATE scrape_steps SET vehicle_id = :into WHERE vehicle_id = :from
