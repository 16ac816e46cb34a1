-- Every gate that asks a host, open ones first; the counts of waiting rows are read from the index of what is due.
SELECT b.host, b.step_name, b.state, b.open_until, b.reason, b.manual, b.trips,
       coalesce((SELECT sum(c.requests) FROM breaker_counts c WHERE c.host = b.host AND c.step_name = b.step_name AND c.span > :span), 0),
       coalesce((SELECT sum(c.failures) FROM breaker_counts c WHERE c.host = b.host AND c.step_name = b.step_name AND c.span > :span), 0),
       (SELECT count(*) FROM scrape_retry_queue d INDEXED BY scrape_retry_queue_due
        WHERE d.status = 'pending' AND d.parked = 0 AND d.host = b.host AND d.step_name = b.step_name),
       g.per_host, g.rate, coalesce(g.rate_factor, 1), iif(g.paused_until > :now, g.paused_until, NULL), g.reason
FROM circuit_breakers b LEFT JOIN host_gates g ON g.host = b.host
WHERE b.host <> '' AND b.step_name IN ('fetch_listing', 'backfill_images')
ORDER BY b.state = 'closed', b.host, b.step_name
