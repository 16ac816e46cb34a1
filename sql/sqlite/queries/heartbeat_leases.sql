UPDATE scrape_retry_queue SET heartbeat_at = :now, lease_until = :lease_until
WHERE lease_owner = :owner AND status = 'running' AND id IN (SELECT value FROM json_each(:ids))
