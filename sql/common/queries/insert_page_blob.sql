-- A page that is saved again mends a damaged copy of itself.
INSERT INTO page_blobs (sha256, size, zstd) VALUES (:sha256, :size, :zstd)
ON CONFLICT (sha256) DO UPDATE SET size = excluded.size, zstd = excluded.zstd
WHERE page_blobs.size <> excluded.size OR page_blobs.zstd <> excluded.zstd
