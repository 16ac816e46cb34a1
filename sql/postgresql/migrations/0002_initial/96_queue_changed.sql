CREATE FUNCTION queue_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.vehicle_id) INTO ids FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.vehicle_id) INTO ids FROM old_rows o;
    ELSE
        SELECT array_agg(DISTINCT k.vehicle_id) INTO ids FROM (
            SELECT d.vehicle_id
            FROM (SELECT 1 AS n, n.id, n.vehicle_id, n.status, n.next_retry_at, n.held_reason, n.parked FROM new_rows n
                  UNION ALL
                  SELECT -1, o.id, o.vehicle_id, o.status, o.next_retry_at, o.held_reason, o.parked FROM old_rows o) d
            GROUP BY d.id, d.vehicle_id, d.status, d.next_retry_at, d.held_reason, d.parked HAVING sum(d.n) <> 0) k;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM recount_queue(ids);
    END IF;
    RETURN NULL;
END $$
