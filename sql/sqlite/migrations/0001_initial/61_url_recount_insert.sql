-- The key is the host and path of core::canonicalListingUrl() in lower case.
-- OFFSET keeps SQLite from merging the subqueries: their expressions would multiply.
-- ON CONFLICT, not OR IGNORE: SQLite replaces the latter by the conflict rule of the statement that fired the trigger.
CREATE TRIGGER url_recount_insert INSTEAD OF INSERT ON url_recount
WHEN trim(NEW.url, ' ' || char(9, 10, 13)) LIKE 'http://_%' OR trim(NEW.url, ' ' || char(9, 10, 13)) LIKE 'https://_%'
BEGIN
    INSERT INTO vehicle_urls (url_key, vehicle_id)
    SELECT CASE WHEN host LIKE 'www._%._%' THEN substr(host, 5) ELSE host END || path, NEW.vehicle_id
    FROM (SELECT path, CASE WHEN scheme = 'https' AND host LIKE '%:443' THEN substr(host, 1, length(host) - 4)
                            WHEN scheme = 'http' AND host LIKE '%:80' THEN substr(host, 1, length(host) - 3)
                            ELSE host END AS host
          FROM (SELECT scheme, substr(authority, instr(authority, '@') + 1) AS host, path
                FROM (SELECT scheme, substr(bare, 1, instr(bare || '/', '/') - 1) AS authority,
                             rtrim(substr(bare, instr(bare || '/', '/')), '/') AS path
                      FROM (SELECT substr(cut, 1, max(instr(cut, '://') - 1, 0)) AS scheme,
                                   substr(cut, instr(cut, '://') + iif(instr(cut, '://') = 0, 1, 3)) AS bare
                            FROM (SELECT substr(url, 1, min(instr(url || '#', '#'), instr(url || '?', '?')) - 1) AS cut
                                  FROM (SELECT lower(trim(NEW.url, ' ' || char(9, 10, 13))) AS url LIMIT 1 OFFSET 0)
                                  LIMIT 1 OFFSET 0)
                            LIMIT 1 OFFSET 0)
                      LIMIT 1 OFFSET 0)
                LIMIT 1 OFFSET 0)
          LIMIT 1 OFFSET 0)
    WHERE host <> ''
    ON CONFLICT (url_key) DO NOTHING;
END
