-- Why a row waits for somebody, in the bits of scrape_retry_queue.parked: its batch is paused, its cause is ignored (at that
-- time, or by any rule there is), it has failed of something and the sweep is off.
CREATE FUNCTION parking(batch text, print text, failed_of text, at timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM retrydesk.retry_batches b WHERE b.id = batch AND b.state = 'paused')::integer
        + 2 * EXISTS (SELECT 1 FROM retrydesk.cause_rules r WHERE r.fingerprint = print AND r.action = 'ignore'
                      AND (at IS NULL OR r.until IS NULL OR r.until > at))::integer
        + 4 * (failed_of IS NOT NULL AND EXISTS (SELECT 1 FROM retrydesk.workspace_settings w
                                                 WHERE w.key = 'sweep.enabled' AND w.value = '0'))::integer
$$
