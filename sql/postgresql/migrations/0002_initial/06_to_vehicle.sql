-- What somebody typed: no key at all is nobody's.
CREATE FUNCTION to_vehicle(typed text) RETURNS vehicle_key LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN typed::vehicle_key;
EXCEPTION WHEN invalid_text_representation THEN
    RETURN NULL;
END $$
