CREATE TRIGGER count_cause AFTER INSERT ON scrape_steps
WHEN NEW.status = 'failed' AND NEW.cause IS NOT NULL AND NEW.completed_at IS NOT NULL
BEGIN
    INSERT INTO cause_days (cause, fingerprint, day, failures)
    VALUES (NEW.cause, coalesce(NEW.fingerprint, ''), substr(NEW.completed_at, 1, 10), 1)
    ON CONFLICT (cause, fingerprint, day) DO UPDATE SET failures = failures + 1;
END
