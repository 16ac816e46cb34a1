-- Counts so many more of the vehicles that were there before us, in the order of their keys. Returns how many; 0 when all
-- are counted. A state that a trigger made meanwhile is newer than what is seen here and stays.
CREATE FUNCTION fill_states(many integer) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
DECLARE
    place vehicle_key;
    ids vehicle_key[];
BEGIN
    SELECT f.after INTO place FROM state_fill f FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    ELSIF place IS NULL THEN
        SELECT array_agg(k.id::vehicle_key ORDER BY k.id) INTO ids
        FROM (SELECT v.id FROM vehicles v ORDER BY v.id LIMIT many) k;
    ELSE
        SELECT array_agg(k.id::vehicle_key ORDER BY k.id) INTO ids
        FROM (SELECT v.id FROM vehicles v WHERE v.id > place ORDER BY v.id LIMIT many) k;
    END IF;
    IF ids IS NULL THEN
        DELETE FROM state_fill;
        RETURN 0;
    END IF;
    UPDATE state_fill SET after = ids[array_upper(ids, 1)], filled = filled + cardinality(ids);
    PERFORM remember_urls(ids);
    PERFORM recount_state(ids, true);
    RETURN cardinality(ids);
END $$
