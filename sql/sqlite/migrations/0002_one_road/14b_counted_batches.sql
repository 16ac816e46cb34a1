-- Batches with their counters.
CREATE VIEW counted_batches AS SELECT * FROM retry_batches
