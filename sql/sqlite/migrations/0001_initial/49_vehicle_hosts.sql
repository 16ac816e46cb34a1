-- The host of a vehicle's first URL: lower case, no user, no www., no port that is the scheme's own.
CREATE VIEW vehicle_hosts AS
SELECT vehicle_id, CASE WHEN host LIKE 'www.%' THEN substr(host, 5) ELSE host END AS host, path
FROM (
    SELECT vehicle_id, path, CASE WHEN scheme = 'https' AND host LIKE '%:443' THEN substr(host, 1, length(host) - 4)
                       WHEN scheme = 'http' AND host LIKE '%:80' THEN substr(host, 1, length(host) - 3)
                       ELSE host END AS host
    FROM (
        SELECT vehicle_id, scheme, substr(authority, instr(authority, '@') + 1) AS host, path
        FROM (
            SELECT vehicle_id, scheme, substr(bare, 1, instr(bare || '/', '/') - 1) AS authority,
                   rtrim(substr(bare, instr(bare || '/', '/')), '/') AS path
            FROM (
                SELECT vehicle_id, substr(cut, 1, max(instr(cut, '://') - 1, 0)) AS scheme,
                       substr(cut, CASE WHEN instr(cut, '://') = 0 THEN 1 ELSE instr(cut, '://') + 3 END) AS bare
                FROM (
                    SELECT vehicle_id, substr(url, 1, min(instr(url || '#', '#'), instr(url || '?', '?')) - 1) AS cut
                    FROM (SELECT id AS vehicle_id,
                                 lower(trim(coalesce(discovery_url, listing_url, bat_auction_url, platform_url, ''))) AS url
                          FROM vehicles))))))
