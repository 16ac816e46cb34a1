-- The members of a batch: the frozen plan. A vehicle that is deleted stays in the list of what was asked for.
CREATE TABLE retry_batch_items (
    batch_id TEXT NOT NULL REFERENCES retry_batches (id) ON DELETE CASCADE,
    vehicle_id TEXT NOT NULL,
    step_name TEXT NOT NULL,
    position INTEGER NOT NULL,
    host TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'planned'
        CHECK (state IN ('planned', 'queued', 'retrying', 'succeeded', 'skipped', 'failed', 'cancelled')),
    cause TEXT,
    note TEXT,
    images_requested INTEGER NOT NULL DEFAULT 0,
    images_stored INTEGER NOT NULL DEFAULT 0,
    images_skipped INTEGER NOT NULL DEFAULT 0,
    images_failed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, vehicle_id, step_name)
) WITHOUT ROWID
