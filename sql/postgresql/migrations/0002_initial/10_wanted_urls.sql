-- The texts of the list image_urls, each once, with the place of the first; null and other kinds are no URL.
CREATE FUNCTION wanted_urls(metadata jsonb) RETURNS TABLE (url text, place bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT u.value #>> '{}', min(u.ordinality) - 1
    FROM jsonb_array_elements(CASE jsonb_typeof(metadata -> 'image_urls') WHEN 'array' THEN metadata -> 'image_urls'
                                                                          ELSE '[]' END) WITH ORDINALITY u
    WHERE jsonb_typeof(u.value) = 'string' AND u.value <> '""' GROUP BY u.value #>> '{}'
$$
