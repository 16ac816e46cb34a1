INSERT INTO page_snapshots (vehicle_id, url, sha256, fetched_at, origin)
VALUES (:vehicle_id, coalesce(:url, ''), :sha256, :fetched_at, :origin)
