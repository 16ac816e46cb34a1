CREATE TRIGGER count_attempt AFTER INSERT ON scrape_steps
WHEN NEW.status IN ('success', 'failed') AND NEW.completed_at IS NOT NULL
BEGIN
    INSERT INTO step_days (day, step_name, attempts, succeeded, failed, first_attempts, first_succeeded, retries,
                           retries_succeeded, gave_up, recovered, recovery_ms)
    VALUES (substr(NEW.completed_at, 1, 10), NEW.step_name, 1, NEW.status = 'success', NEW.status = 'failed',
            NEW.is_retry = 0, NEW.is_retry = 0 AND NEW.status = 'success', NEW.is_retry <> 0,
            NEW.is_retry <> 0 AND NEW.status = 'success', NEW.is_dead <> 0, NEW.recovery_ms IS NOT NULL,
            coalesce(NEW.recovery_ms, 0))
    ON CONFLICT (day, step_name) DO UPDATE SET
        attempts = attempts + 1, succeeded = succeeded + excluded.succeeded, failed = failed + excluded.failed,
        first_attempts = first_attempts + excluded.first_attempts,
        first_succeeded = first_succeeded + excluded.first_succeeded, retries = retries + excluded.retries,
        retries_succeeded = retries_succeeded + excluded.retries_succeeded, gave_up = gave_up + excluded.gave_up,
        recovered = recovered + excluded.recovered, recovery_ms = recovery_ms + excluded.recovery_ms;
END
