-- Every gate that asks a host, open ones first, and those of hosts that have limits before they are asked; the counts of
-- waiting rows are read from the index of what is due.
SELECT k.host, k.step_name, coalesce(b.state, 'closed'), b.open_until, coalesce(b.reason, ''), coalesce(b.manual, 0), coalesce(b.trips, 0),
       coalesce((SELECT sum(c.requests) FROM breaker_counts c WHERE c.host = k.host AND c.step_name = k.step_name AND c.span > :span), 0),
       coalesce((SELECT sum(c.failures) FROM breaker_counts c WHERE c.host = k.host AND c.step_name = k.step_name AND c.span > :span), 0),
       (SELECT count(*) FROM scrape_retry_queue d
        WHERE d.status = 'pending' AND d.parked = 0 AND d.host = k.host AND d.step_name = k.step_name),
       g.per_host, g.rate, coalesce(g.rate_factor, 1), CASE WHEN g.paused_until > :now THEN g.paused_until END, g.reason
FROM (SELECT host, step_name FROM circuit_breakers WHERE host <> '' AND step_name IN ('fetch_listing', 'backfill_images')
      UNION
      SELECT l.host, s.value FROM host_gates l CROSS JOIN (VALUES ('fetch_listing'), ('backfill_images')) s (value)
      WHERE l.per_host IS NOT NULL OR l.rate IS NOT NULL) k
LEFT JOIN circuit_breakers b ON b.host = k.host AND b.step_name = k.step_name
LEFT JOIN host_gates g ON g.host = k.host
ORDER BY coalesce(b.state, 'closed') = 'closed', k.host COLLATE "C", k.step_name COLLATE "C"
