-- The members of a batch: the frozen plan. A vehicle that is deleted stays in the list of what was asked for.
-- No index names the state: what ends is changed in its place. Written together with their batch, which is never deleted:
-- no key is looked up for each of a million members.
CREATE TABLE retry_batch_items (
    batch_id text COLLATE "C" NOT NULL,
    vehicle_id vehicle_key NOT NULL,
    step_name text COLLATE "C" NOT NULL,
    position integer NOT NULL,
    host text COLLATE "C" NOT NULL DEFAULT '',
    state text COLLATE "C" NOT NULL DEFAULT 'planned'
        CHECK (state IN ('planned', 'queued', 'retrying', 'succeeded', 'skipped', 'failed', 'cancelled')),
    cause text COLLATE "C",
    note text,
    images_requested integer NOT NULL DEFAULT 0,
    images_stored integer NOT NULL DEFAULT 0,
    images_skipped integer NOT NULL DEFAULT 0,
    images_failed integer NOT NULL DEFAULT 0,
    is_planned boolean GENERATED ALWAYS AS (state = 'planned') STORED,
    PRIMARY KEY (vehicle_id, step_name, batch_id)
) WITH (fillfactor = 70)
