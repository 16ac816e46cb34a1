-- As core::hostOf(): lower case, without user, www. and the scheme's own port; nothing that is
-- longer than a name and a port can be.
CREATE FUNCTION url_host(url text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN length(p.host) > 261 THEN '' ELSE regexp_replace(
        CASE WHEN p.scheme = 'https' THEN regexp_replace(p.host, ':443$', '')
             WHEN p.scheme = 'http' THEN regexp_replace(p.host, ':80$', '')
             ELSE p.host END, '^www[.](.+[.].+)$', E'\\1') END
    FROM (SELECT coalesce(substring(c.cut FROM '^(.*?)://'), '') AS scheme,
                 regexp_replace(split_part(regexp_replace(c.cut, '^.*?://', ''), '/', 1), '^[^@]*@', '') AS host
          FROM (SELECT split_part(split_part(lower(btrim(url, E' \t\n\r')), '#', 1), '?', 1) AS cut) c) p
$$
