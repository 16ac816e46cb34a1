-- One narrow row for each vehicle, kept by triggers. Lists and counts read this table and never count images.
-- failing holds the bits of core::FailureType.
CREATE TABLE vehicle_scrape_state (
    vehicle_id vehicle_key PRIMARY KEY REFERENCES public.vehicles (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    failing integer NOT NULL DEFAULT 0,
    expected_count integer NOT NULL DEFAULT 0,
    stored_count integer NOT NULL DEFAULT 0,
    missing_count integer NOT NULL DEFAULT 0,
    source text COLLATE "C" NOT NULL DEFAULT '',
    host text COLLATE "C" NOT NULL DEFAULT '',
    name text COLLATE "C" NOT NULL DEFAULT '',
    search_text text NOT NULL DEFAULT '',
    fetch_failed integer NOT NULL DEFAULT 0,
    last_cause text COLLATE "C",
    last_fingerprint text COLLATE "C",
    last_step text,
    last_host text,
    last_failed_at timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1
) WITH (fillfactor = 80)
