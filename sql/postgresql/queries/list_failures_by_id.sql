SELECT s.vehicle_id, v.year, v.make, v.model, v.vin,
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url),
       s.failing, s.expected_count, s.stored_count, s.missing_count, s.last_cause, s.last_step, s.attempts,
       w.next_retry_at, w.running, w.held_reason, s.created_at, s.created_at
FROM ids_of(:ids) j
JOIN vehicle_scrape_state s ON s.vehicle_id = j.value
JOIN vehicles v ON v.id = s.vehicle_id
JOIN vehicle_waits w ON w.vehicle_id = s.vehicle_id
ORDER BY j.key
