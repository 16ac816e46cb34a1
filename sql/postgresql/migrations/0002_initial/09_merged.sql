-- A JSON merge patch (RFC 7396): null takes a member away, objects are merged, anything else replaces.
CREATE FUNCTION merged(target jsonb, patch jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN jsonb_typeof(patch) IS DISTINCT FROM 'object' THEN patch
        WHEN jsonb_typeof(target) IS DISTINCT FROM 'object' THEN retrydesk.merged('{}', patch)
        ELSE (SELECT coalesce(jsonb_object_agg(k.key, CASE WHEN patch -> k.key IS NULL THEN target -> k.key
                                                           ELSE retrydesk.merged(target -> k.key, patch -> k.key) END), '{}')
              FROM (SELECT jsonb_object_keys(target) AS key UNION SELECT jsonb_object_keys(patch)) k
              WHERE jsonb_typeof(patch -> k.key) IS DISTINCT FROM 'null')
    END
$$
