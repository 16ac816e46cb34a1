CREATE VIEW step_days AS
SELECT day, step_name, sum(attempts)::bigint AS attempts,
       sum(succeeded)::bigint AS succeeded,
       sum(failed)::bigint AS failed,
       sum(first_attempts)::bigint AS first_attempts,
       sum(first_succeeded)::bigint AS first_succeeded,
       sum(retries)::bigint AS retries,
       sum(retries_succeeded)::bigint AS retries_succeeded,
       sum(gave_up)::bigint AS gave_up,
       sum(recovered)::bigint AS recovered,
       sum(recovery_ms)::bigint AS recovery_ms
FROM step_day_shards GROUP BY day, step_name
