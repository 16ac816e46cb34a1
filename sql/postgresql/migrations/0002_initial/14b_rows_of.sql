-- The rows of an array. Of unnest() alone a plan that is kept expects ten, and compares each of thousands with each.
CREATE FUNCTION rows_of(list anyarray) RETURNS SETOF anyelement LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 100 AS $$
BEGIN
    RETURN QUERY SELECT * FROM unnest(list);
END $$
