-- Who works: the workers that are alive divide what a host may be asked among them. One that died stays for a while, so
-- that somebody sees it.
CREATE TABLE workers (
    owner text COLLATE "C" PRIMARY KEY,
    host text COLLATE "C" NOT NULL,
    pid bigint NOT NULL,
    version text NOT NULL,
    started_at timestamptz NOT NULL,
    heartbeat_at timestamptz NOT NULL
)
