-- INSERT INTO host_recount (vehicle_id, url) sets the host of a vehicle's state by its first URL: trigger 59 does the work.
CREATE VIEW host_recount AS SELECT id AS vehicle_id, discovery_url AS url FROM vehicles WHERE 0
