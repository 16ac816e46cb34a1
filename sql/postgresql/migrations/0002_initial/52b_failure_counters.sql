CREATE VIEW failure_counters AS
SELECT failing, sum(vehicles)::bigint AS vehicles FROM failure_counter_shards GROUP BY failing
