INSERT OR IGNORE INTO page_blobs (sha256, size, zstd) VALUES (:sha256, :size, :zstd)
