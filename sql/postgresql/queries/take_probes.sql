-- The gates that this worker may try: open ones whose time has come, and those whose probe died. Only with work of its own
-- that may go: a gate without would stay half open.
UPDATE circuit_breakers b SET
    state = 'half_open', probe_owner = :owner, probe_until = :probe_until, changed_at = :now
WHERE b.state <> 'closed'
  AND ((b.state = 'open' AND b.open_until <= :now)
       OR (b.state = 'half_open' AND (b.probe_until IS NULL OR b.probe_until < :now OR b.probe_until > :latest)))
  AND EXISTS (SELECT 1 FROM scrape_retry_queue d
              WHERE d.status = 'pending' AND d.parked = 0 AND d.host = b.host
                AND d.step_name = b.step_name AND d.blocked = 0
                AND d.priority IN (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
                AND d.next_retry_at <= :now AND (:everything <> 0 OR d.batch_id IN (SELECT value FROM texts_of(:batches)))
                AND NOT EXISTS (SELECT 1 FROM retry_batches k WHERE k.id = d.batch_id AND k.state IN ('paused', 'cancelled')))
RETURNING b.host, b.step_name
