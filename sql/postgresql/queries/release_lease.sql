-- Its batch may have been paused, its cause ignored or the sweep switched off while it ran.
UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    parked = parking(batch_id, fingerprint, cause, NULL),
    images_requested = images_requested + :requested, images_stored = images_stored + :stored,
    images_skipped = images_skipped + :skipped,
    images_failed = CASE WHEN :requested > 0 THEN :failed ELSE images_failed END
WHERE id = :id AND status = 'running' AND lease_token = :token
