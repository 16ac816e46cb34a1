-- How many members of a batch are in each state, and their images; kept by triggers. The sums of the shards are what counts.
CREATE TABLE batch_counts (
    batch_id text COLLATE "C" NOT NULL REFERENCES retry_batches (id) ON DELETE CASCADE,
    shard integer NOT NULL,
    unreleased_items bigint NOT NULL,
    queued_items bigint NOT NULL,
    retrying_items bigint NOT NULL,
    succeeded_items bigint NOT NULL,
    skipped_items bigint NOT NULL,
    failed_items bigint NOT NULL,
    cancelled_items bigint NOT NULL,
    images_requested bigint NOT NULL,
    images_stored bigint NOT NULL,
    images_skipped bigint NOT NULL,
    images_failed bigint NOT NULL,
    PRIMARY KEY (batch_id, shard)
) WITH (fillfactor = 50)
