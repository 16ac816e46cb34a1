-- Marks what is blocked and copies what is queued for these vehicles into their state. Extraction waits for a queued fetch of
-- the page, and images wait for queued URLs unless some are known already.
-- A plan that is made while a table is empty serves when it is large: no table is read whole.
CREATE FUNCTION recount_queue(ids vehicle_key[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    PERFORM FROM vehicle_scrape_state WHERE vehicle_id = ANY (ids) ORDER BY vehicle_id FOR NO KEY UPDATE;
    UPDATE scrape_retry_queue q SET blocked = 1 - q.blocked
    WHERE q.vehicle_id = ANY (ids) AND q.status = 'pending'
      AND (q.blocked <> 0) IS DISTINCT FROM (
          (q.step_name IN ('extract_data', 'extract_images', 'extract_vin')
           AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                       WHERE p.vehicle_id = q.vehicle_id AND p.step_name = 'fetch_listing'
                         AND p.status IN ('pending', 'running')))
          OR (q.step_name = 'backfill_images'
              AND EXISTS (SELECT 1 FROM scrape_retry_queue p
                          WHERE p.vehicle_id = q.vehicle_id AND p.step_name IN ('fetch_listing', 'extract_images')
                            AND p.status IN ('pending', 'running'))
              AND EXISTS (SELECT 1 FROM vehicle_scrape_state s
                          WHERE s.vehicle_id = q.vehicle_id AND s.missing_count = 0)));
    UPDATE vehicle_scrape_state s SET
        next_retry_at = f.next_retry_at, held_reason = f.held_reason, running = f.running, version = s.version + 1
    FROM (SELECT k.id, min(q.next_retry_at) FILTER (WHERE q.status = 'pending' AND q.parked = 0 AND q.blocked = 0) AS next_retry_at,
                 max(q.held_reason) FILTER (WHERE q.status = 'pending') AS held_reason,
                 (count(*) FILTER (WHERE q.status = 'running') > 0)::integer AS running
          FROM unnest(ids) k (id)
          LEFT JOIN scrape_retry_queue q ON q.vehicle_id = k.id AND q.status IN ('pending', 'running')
          GROUP BY k.id) f
    WHERE s.vehicle_id = f.id
      AND (s.next_retry_at, s.held_reason, s.running) IS DISTINCT FROM (f.next_retry_at, f.held_reason, f.running);
END $$
