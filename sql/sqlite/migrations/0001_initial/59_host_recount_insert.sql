-- Lower case, without user, www. and the scheme's own port; the subqueries are those of trigger 61.
CREATE TRIGGER host_recount_insert INSTEAD OF INSERT ON host_recount
BEGIN
    UPDATE vehicle_scrape_state SET host = found.host, version = version + 1
    FROM (
    SELECT CASE WHEN host LIKE 'www._%._%' THEN substr(host, 5) ELSE host END AS host
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
    ) found
    WHERE vehicle_id = NEW.vehicle_id AND vehicle_scrape_state.host <> found.host;
END
