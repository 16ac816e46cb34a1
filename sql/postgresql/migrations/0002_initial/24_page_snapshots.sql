CREATE TABLE page_snapshots (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vehicle_id vehicle_key NOT NULL REFERENCES public.vehicles (id) ON DELETE CASCADE,
    url text NOT NULL,
    sha256 text COLLATE "C" NOT NULL REFERENCES page_blobs (sha256),
    fetched_at timestamptz NOT NULL,
    origin text NOT NULL CHECK (origin IN ('http', 'file'))
)
