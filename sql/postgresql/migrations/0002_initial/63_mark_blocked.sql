-- Marks what is blocked of these vehicles. Extraction waits for a queued fetch of the page, and images wait for queued URLs
-- unless some are known already.
-- A plan that is made while a table is empty serves when it is large: everything is looked up by its vehicle.
CREATE FUNCTION mark_blocked(ids vehicle_key[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    PERFORM FROM vehicle_scrape_state WHERE vehicle_id = ANY (ids) ORDER BY vehicle_id FOR NO KEY UPDATE;
    UPDATE scrape_retry_queue q SET blocked = 1 - q.blocked
    WHERE (q.status = 'pending') IS TRUE AND q.id = ANY (ARRAY(
        SELECT w.id FROM unnest(ids) k (id)
        CROSS JOIN LATERAL (
            SELECT p.id, p.step_name, p.status, p.blocked <> 0 AS blocked,
                   count(*) FILTER (WHERE p.step_name = 'fetch_listing') OVER () > 0 AS fetches,
                   count(*) FILTER (WHERE p.step_name IN ('fetch_listing', 'extract_images')) OVER () > 0 AS lists
            FROM scrape_retry_queue p WHERE p.vehicle_id = k.id AND p.status IN ('pending', 'running')) w
        WHERE w.status = 'pending' AND w.blocked <> CASE
            WHEN w.step_name IN ('extract_data', 'extract_images', 'extract_vin') THEN w.fetches
            WHEN w.step_name = 'backfill_images' THEN w.lists AND coalesce(
                (SELECT s.missing_count = 0 FROM vehicle_scrape_state s WHERE s.vehicle_id = k.id), false)
            ELSE false END));
END $$
