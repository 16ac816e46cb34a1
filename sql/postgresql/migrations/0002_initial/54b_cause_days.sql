CREATE VIEW cause_days AS
SELECT cause, fingerprint, day, sum(failures)::bigint AS failures FROM cause_day_shards GROUP BY cause, fingerprint, day
