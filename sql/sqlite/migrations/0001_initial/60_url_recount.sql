-- INSERT INTO url_recount (vehicle_id, url) remembers one more URL of a vehicle: trigger 61 does the work.
CREATE VIEW url_recount AS SELECT id AS vehicle_id, discovery_url AS url FROM vehicles WHERE 0
