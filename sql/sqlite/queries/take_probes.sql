-- The gates that this worker may try: open ones whose time has come, and those whose probe died. Only with work of its own
-- that may go: a gate without would stay half open.
UPDATE circuit_breakers INDEXED BY circuit_breakers_open SET
    state = 'half_open', probe_owner = :owner, probe_until = :probe_until, changed_at = :now
WHERE state <> 'closed'
  AND ((state = 'open' AND open_until <= :now) OR (state = 'half_open' AND (probe_until IS NULL OR probe_until < :now OR probe_until > :latest)))
  AND EXISTS (SELECT 1 FROM scrape_retry_queue d INDEXED BY scrape_retry_queue_due
              WHERE d.status = 'pending' AND d.parked = 0 AND d.host = circuit_breakers.host
                AND d.step_name = circuit_breakers.step_name AND d.blocked = 0
                AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
                AND d.next_retry_at <= :now AND (:everything OR d.batch_id IN (SELECT value FROM json_each(:batches)))
                AND NOT EXISTS (SELECT 1 FROM retry_batches k WHERE k.id = d.batch_id AND k.state IN ('paused', 'cancelled')))
RETURNING host, step_name
