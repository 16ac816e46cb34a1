-- The host and path of core::canonicalListingUrl() in lower case; nothing for what is no web address or too long for one.
CREATE FUNCTION url_key(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT k.url FROM (
        SELECT nullif(retrydesk.url_host(url), '') || rtrim(substring(c.bare FROM strpos(c.bare || '/', '/')), '/') AS url
        FROM (SELECT regexp_replace(split_part(split_part(lower(btrim(url, E' \t\n\r')), '#', 1), '?', 1), '^.*?://', '') AS bare) c
        WHERE btrim(url, E' \t\n\r') ~* '^https?://.') k
    WHERE octet_length(k.url) <= 2048
$$
