SELECT s.vehicle_id, v.year, v.make, v.model, v.vin,
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url),
       s.failing, s.expected_count, s.stored_count, s.missing_count, s.last_cause, s.last_step, s.attempts,
       s.next_retry_at, s.running, s.held_reason, s.created_at, %1
FROM vehicle_scrape_state s
JOIN vehicles v ON v.id = s.vehicle_id
WHERE s.failing <> 0 %2
ORDER BY %1 %3, s.vehicle_id %3
LIMIT :limit
