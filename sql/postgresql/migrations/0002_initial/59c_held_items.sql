-- How many members of a batch wait for their host: held by themselves, or at a gate that is not closed.
CREATE FUNCTION held_items(batch text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM retrydesk.scrape_retry_queue q
            WHERE q.batch_id = batch AND q.status = 'pending' AND q.held_reason IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM retrydesk.circuit_breakers g
                              WHERE g.host = q.host AND g.step_name = q.step_name AND g.state <> 'closed'))
         + (SELECT count(*) FROM retrydesk.circuit_breakers g
            JOIN retrydesk.scrape_retry_queue d ON d.host = g.host AND d.step_name = g.step_name
            WHERE g.state <> 'closed' AND d.status = 'pending' AND d.parked = 0 AND d.batch_id = batch)
$$
