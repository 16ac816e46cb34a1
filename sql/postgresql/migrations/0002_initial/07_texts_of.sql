-- The texts of a JSON list, with their places.
CREATE FUNCTION texts_of(list text) RETURNS TABLE (key bigint, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ordinality - 1, value FROM jsonb_array_elements_text(list::jsonb) WITH ORDINALITY
$$
