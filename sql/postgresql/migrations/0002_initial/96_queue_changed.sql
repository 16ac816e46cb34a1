-- What may have become blocked, or free: of vehicles with a new pending row, and of those where a step that others wait for
-- came or went. Old and new rows are grouped, not joined: a plan that was made for one row serves for thousands.
CREATE FUNCTION queue_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp AS $$
DECLARE ids vehicle_key[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.vehicle_id) INTO ids FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.vehicle_id) INTO ids FROM old_rows o
        WHERE o.step_name IN ('fetch_listing', 'extract_images') AND o.status IN ('pending', 'running');
    ELSE
        SELECT array_agg(DISTINCT k.vehicle_id) INTO ids FROM (
            SELECT d.vehicle_id
            FROM (SELECT 1 AS n, n.id, n.vehicle_id, n.step_name, n.status FROM new_rows n
                  WHERE n.status = 'pending' OR n.step_name IN ('fetch_listing', 'extract_images')
                  UNION ALL
                  SELECT -1, o.id, o.vehicle_id, o.step_name, o.status FROM old_rows o
                  WHERE o.status = 'pending' OR o.step_name IN ('fetch_listing', 'extract_images')) d
            GROUP BY d.id, d.vehicle_id
            HAVING sum(d.n) FILTER (WHERE d.status = 'pending') > 0
                OR sum(d.n) FILTER (WHERE d.step_name IN ('fetch_listing', 'extract_images')
                                    AND d.status IN ('pending', 'running')) <> 0) k;
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM mark_blocked(ids);
    END IF;
    RETURN NULL;
END $$
