-- Combinations of missing things that the counters have another number for than the states.
SELECT count(*)
FROM (SELECT failing FROM (SELECT failing, count(*) AS vehicles FROM vehicle_scrape_state GROUP BY failing
                           UNION ALL SELECT failing, -vehicles FROM failure_counters) both_of_them
      GROUP BY failing HAVING sum(vehicles) <> 0) x
