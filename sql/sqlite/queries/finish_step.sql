-- A held row was not tried: a cancelled batch still takes it back to where it was.
UPDATE scrape_retry_queue SET
    status = :status, retry_count = :retry_count, next_retry_at = coalesce(:next_retry_at, next_retry_at),
    cause = :cause, held_reason = :held_reason, completed_at = :completed_at,
    scheduled_before = CASE WHEN :held_reason IS NULL THEN :next_retry_at ELSE scheduled_before END,
    lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    images_requested = images_requested + :requested, images_stored = images_stored + :stored,
    images_skipped = images_skipped + :skipped, images_failed = :failed
WHERE id = :id AND status = 'running' AND lease_token = :token
