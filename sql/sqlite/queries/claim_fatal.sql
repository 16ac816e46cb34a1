-- What so many workers in a row died of is claimed only to be ended.
UPDATE scrape_retry_queue SET
    lease_owner = :owner, lease_token = :token, lease_until = :lease_until, heartbeat_at = :now, rescues = rescues + 1
WHERE id IN (SELECT x.id FROM scrape_retry_queue x
             WHERE x.status = 'running' AND (x.lease_until < :now OR x.lease_until > :latest)
               AND x.rescues + 1 >= :max_rescues
               AND (x.lease_owner <> :owner OR x.id NOT IN (SELECT value FROM json_each(:running)))
             LIMIT :limit)
RETURNING id, vehicle_id, step_name, retry_count, max_retries, batch_id, options, reason, priority, next_retry_at, host, rescues
