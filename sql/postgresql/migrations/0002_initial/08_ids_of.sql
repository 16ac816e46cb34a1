-- The vehicles of a JSON list.
CREATE FUNCTION ids_of(list text) RETURNS TABLE (key bigint, value vehicle_key) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT t.key, to_vehicle(t.value) FROM texts_of(list) t
$$
