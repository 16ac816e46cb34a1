-- Its batch may have been paused, its cause ignored or the sweep switched off while it ran.
UPDATE scrape_retry_queue SET status = 'pending', lease_owner = NULL, lease_token = NULL, lease_until = NULL,
    parked = EXISTS (SELECT 1 FROM retry_batches b WHERE b.id = scrape_retry_queue.batch_id AND b.state = 'paused')
        + 2 * EXISTS (SELECT 1 FROM cause_rules r WHERE r.fingerprint = scrape_retry_queue.fingerprint
                      AND r.action = 'ignore')
        + 4 * (cause IS NOT NULL
               AND EXISTS (SELECT 1 FROM workspace_settings w WHERE w.key = 'sweep.enabled' AND w.value = '0')),
    images_requested = images_requested + :requested, images_stored = images_stored + :stored,
    images_skipped = images_skipped + :skipped,
    images_failed = CASE WHEN :requested > 0 THEN :failed ELSE images_failed END
WHERE id = :id AND status = 'running' AND lease_token = :token
