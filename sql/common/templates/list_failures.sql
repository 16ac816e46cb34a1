-- What waits is looked up for the rows of the page alone.
SELECT page.vehicle_id, v.year, v.make, v.model, v.vin,
       coalesce(v.discovery_url, v.listing_url, v.bat_auction_url, v.platform_url),
       page.failing, page.expected_count, page.stored_count, page.missing_count, page.last_cause, page.last_step,
       page.attempts, w.next_retry_at, w.running, w.held_reason, page.created_at, page.sort_key
FROM (SELECT s.*, %1 AS sort_key FROM vehicle_scrape_state s WHERE s.failing <> 0 %2 ORDER BY %1 %3, s.vehicle_id %3
      LIMIT :limit) page
JOIN vehicles v ON v.id = page.vehicle_id
JOIN vehicle_waits w ON w.vehicle_id = page.vehicle_id
ORDER BY page.sort_key %3, page.vehicle_id %3
