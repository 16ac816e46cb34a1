SELECT s.failing, count(*) FROM vehicle_scrape_state s WHERE s.failing <> 0 %1 GROUP BY s.failing
