CREATE FUNCTION attempts_counted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
BEGIN
    INSERT INTO step_day_shards AS d (day, step_name, shard, attempts, succeeded, failed, first_attempts, first_succeeded,
                                     retries, retries_succeeded, gave_up, recovered, recovery_ms)
    SELECT to_char(n.completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), n.step_name, shard(), count(*),
           count(*) FILTER (WHERE n.status = 'success'), count(*) FILTER (WHERE n.status = 'failed'),
           count(*) FILTER (WHERE n.is_retry = 0), count(*) FILTER (WHERE n.is_retry = 0 AND n.status = 'success'),
           count(*) FILTER (WHERE n.is_retry <> 0), count(*) FILTER (WHERE n.is_retry <> 0 AND n.status = 'success'),
           count(*) FILTER (WHERE n.is_dead <> 0), count(n.recovery_ms), coalesce(sum(n.recovery_ms), 0)
    FROM new_rows n WHERE n.status IN ('success', 'failed') AND n.completed_at IS NOT NULL
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (day, step_name, shard) DO UPDATE SET
        attempts = d.attempts + excluded.attempts, succeeded = d.succeeded + excluded.succeeded,
        failed = d.failed + excluded.failed, first_attempts = d.first_attempts + excluded.first_attempts,
        first_succeeded = d.first_succeeded + excluded.first_succeeded, retries = d.retries + excluded.retries,
        retries_succeeded = d.retries_succeeded + excluded.retries_succeeded, gave_up = d.gave_up + excluded.gave_up,
        recovered = d.recovered + excluded.recovered, recovery_ms = d.recovery_ms + excluded.recovery_ms;
    INSERT INTO cause_day_shards AS d (cause, fingerprint, day, shard, failures)
    SELECT n.cause, coalesce(n.fingerprint, ''), to_char(n.completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), shard(), count(*)
    FROM new_rows n WHERE n.status = 'failed' AND n.cause IS NOT NULL AND n.completed_at IS NOT NULL
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT (cause, fingerprint, day, shard) DO UPDATE SET failures = d.failures + excluded.failures;
    RETURN NULL;
END $$
