-- A count that somebody wrote as a number or as a text; anything else counts for nothing.
CREATE FUNCTION count_in(metadata jsonb, name text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT least(greatest(coalesce(substring(metadata ->> name FROM '^[[:space:]]*[0-9]{1,9}')::integer, 0), 0), 1000000)
$$
