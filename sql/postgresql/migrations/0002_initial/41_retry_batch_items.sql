-- The members of a batch: the frozen plan. A vehicle that is deleted stays in the list of what was asked for.
CREATE TABLE retry_batch_items (
    batch_id text NOT NULL REFERENCES retry_batches (id) ON DELETE CASCADE,
    vehicle_id vehicle_key NOT NULL,
    step_name text NOT NULL,
    position integer NOT NULL,
    host text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'planned'
        CHECK (state IN ('planned', 'queued', 'retrying', 'succeeded', 'skipped', 'failed', 'cancelled')),
    cause text,
    note text,
    images_requested integer NOT NULL DEFAULT 0,
    images_stored integer NOT NULL DEFAULT 0,
    images_skipped integer NOT NULL DEFAULT 0,
    images_failed integer NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, vehicle_id, step_name)
)
