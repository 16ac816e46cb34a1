-- Why a row waits for somebody, in the bits of scrape_retry_queue.parked: its batch is paused, its cause is ignored (at that
-- time, or by any rule there is), it has failed of something and the sweep is off.
CREATE FUNCTION parking(batch text, print text, failed_of text, at timestamptz) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE bits integer := 0;
BEGIN
    IF batch IS NOT NULL AND EXISTS (SELECT FROM retrydesk.retry_batches b WHERE b.id = batch AND b.state = 'paused') THEN
        bits := 1;
    END IF;
    IF print IS NOT NULL AND EXISTS (SELECT FROM retrydesk.cause_rules r WHERE r.fingerprint = print AND r.action = 'ignore'
                                     AND (at IS NULL OR r.until IS NULL OR r.until > at)) THEN
        bits := bits + 2;
    END IF;
    IF failed_of IS NOT NULL AND EXISTS (SELECT FROM retrydesk.workspace_settings w
                                         WHERE w.key = 'sweep.enabled' AND w.value = '0') THEN
        bits := bits + 4;
    END IF;
    RETURN bits;
END $$
