-- Whether anything runs, and when the next row may be claimed: of each gate and priority the first row that waits for
-- nobody. What comes after it is not read.
SELECT
    EXISTS (SELECT 1 FROM scrape_retry_queue r WHERE r.status = 'running'),
    min(CASE b.state WHEN 'open' THEN greatest(f.next_retry_at, b.open_until) ELSE f.next_retry_at END)
FROM circuit_breakers b CROSS JOIN generate_series(1, 10) p
CROSS JOIN LATERAL (SELECT d.next_retry_at FROM scrape_retry_queue d
                    WHERE d.status = 'pending' AND d.parked = 0 AND d.host = b.host AND d.step_name = b.step_name
                      AND d.blocked = 0 AND d.priority = p
                    ORDER BY d.next_retry_at, d.id LIMIT 1) f
WHERE b.state <> 'open' OR b.open_until IS NOT NULL
