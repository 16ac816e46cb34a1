SELECT w.owner, w.host, w.pid, w.version, w.started_at, w.heartbeat_at, coalesce(r.steps, 0)
FROM workers w
LEFT JOIN (SELECT lease_owner, count(*) AS steps FROM scrape_retry_queue WHERE status = 'running' GROUP BY lease_owner) r
    ON r.lease_owner = w.owner
ORDER BY w.started_at, w.owner
