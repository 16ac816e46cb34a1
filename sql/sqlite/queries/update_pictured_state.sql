UPDATE vehicle_scrape_state SET failing = :failing, expected_count = :expected, stored_count = :stored, missing_count = :missing
WHERE vehicle_id = :vehicle_id
