SELECT p.url, p.sha256, p.fetched_at, b.size, b.zstd
FROM page_snapshots p JOIN page_blobs b ON b.sha256 = p.sha256
WHERE p.vehicle_id = :vehicle_id ORDER BY p.id DESC LIMIT 1
