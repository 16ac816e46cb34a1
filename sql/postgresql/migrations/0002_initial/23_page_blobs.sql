-- Page bytes, zstd-compressed, once each.
CREATE TABLE page_blobs (
    sha256 text COLLATE "C" PRIMARY KEY,
    size bigint NOT NULL,
    zstd bytea NOT NULL
)
