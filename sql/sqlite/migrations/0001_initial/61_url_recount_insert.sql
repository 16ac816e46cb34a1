CREATE TRIGGER url_recount_insert INSTEAD OF INSERT ON url_recount WHEN NEW.url LIKE 'http%://%'
BEGIN
    INSERT OR IGNORE INTO vehicle_urls (url_key, vehicle_id)
    SELECT CASE WHEN k.bare LIKE 'www.%' THEN substr(k.bare, 5) ELSE k.bare END, NEW.vehicle_id
    FROM (
        SELECT lower(rtrim(substr(u.cut, instr(u.cut, '://') + 3), '/')) AS bare
        FROM (SELECT substr(h.cut, 1, instr(h.cut || '?', '?') - 1) AS cut
              FROM (SELECT substr(NEW.url, 1, instr(NEW.url || '#', '#') - 1) AS cut) h) u
    ) k;
END
