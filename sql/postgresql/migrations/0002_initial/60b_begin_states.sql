-- While the states of older vehicles are being counted, one that has none yet gets an empty row first: a row can be
-- locked, so that several writers of one vehicle wait for each other.
CREATE FUNCTION begin_states(ids vehicle_key[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM state_fill) THEN
        RETURN;
    END IF;
    INSERT INTO vehicle_scrape_state (vehicle_id, created_at)
    SELECT v.id, date_trunc('milliseconds', coalesce(v.created_at, '-infinity')) FROM vehicles v
    WHERE v.id = ANY (ids) AND (SELECT 1 FROM vehicle_scrape_state s WHERE s.vehicle_id = v.id LIMIT 1) IS NULL
    ORDER BY v.id
    ON CONFLICT (vehicle_id) DO NOTHING;
END $$
