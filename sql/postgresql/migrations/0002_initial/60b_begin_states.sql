-- While the states of older vehicles are being counted, one that has none yet gets an empty row first: a row can be
-- locked, so that several writers of one vehicle wait for each other.
CREATE FUNCTION begin_states(ids vehicle_key[]) RETURNS void LANGUAGE sql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
    INSERT INTO vehicle_scrape_state (vehicle_id, created_at)
    SELECT v.id, date_trunc('milliseconds', coalesce(v.created_at, '-infinity')) FROM vehicles v
    WHERE EXISTS (SELECT FROM state_fill) AND v.id = ANY (ids)
      AND NOT EXISTS (SELECT FROM vehicle_scrape_state s WHERE s.vehicle_id = v.id)
    ORDER BY v.id
    ON CONFLICT (vehicle_id) DO NOTHING
$$
