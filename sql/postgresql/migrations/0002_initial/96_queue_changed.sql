CREATE FUNCTION queue_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.vehicle_id) INTO ids FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.vehicle_id) INTO ids FROM old_rows o;
    ELSE
        SELECT array_agg(DISTINCT k.id) INTO ids FROM (
            SELECT unnest(ARRAY[n.vehicle_id, o.vehicle_id]) AS id FROM new_rows n JOIN old_rows o USING (id)
            WHERE (n.vehicle_id, n.status, n.next_retry_at, n.held_reason, n.parked)
               IS DISTINCT FROM (o.vehicle_id, o.status, o.next_retry_at, o.held_reason, o.parked)) k;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM recount_queue(ids);
    END IF;
    RETURN NULL;
END $$
