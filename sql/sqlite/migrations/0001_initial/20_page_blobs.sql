-- Page bytes, zstd-compressed, once each.
CREATE TABLE page_blobs (
    sha256 TEXT PRIMARY KEY NOT NULL,
    size INTEGER NOT NULL,
    zstd BLOB NOT NULL
)
