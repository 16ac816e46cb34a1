-- Of each lease its row and its token: what another worker took over meanwhile is not extended.
UPDATE scrape_retry_queue SET heartbeat_at = :now, lease_until = :lease_until
WHERE +status = 'running' AND id IN (SELECT json_extract(j.value, '$[0]') FROM json_each(:leases) j)
  AND lease_token IN (SELECT json_extract(j.value, '$[1]') FROM json_each(:leases) j)
RETURNING id
