-- Counters by failing bits, in the order of the bits: two transactions wait for each other but never in a circle.
CREATE FUNCTION state_counted() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET jit = off SET search_path = retrydesk, public, pg_temp SET enable_seqscan = off AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO failure_counter_shards AS c (failing, shard, vehicles)
        SELECT n.failing, shard(), count(*) FROM new_rows n GROUP BY n.failing ORDER BY n.failing
        ON CONFLICT (failing, shard) DO UPDATE SET vehicles = c.vehicles + excluded.vehicles;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO failure_counter_shards AS c (failing, shard, vehicles)
        SELECT o.failing, shard(), -count(*) FROM old_rows o GROUP BY o.failing ORDER BY o.failing
        ON CONFLICT (failing, shard) DO UPDATE SET vehicles = c.vehicles + excluded.vehicles;
    ELSE
        INSERT INTO failure_counter_shards AS c (failing, shard, vehicles)
        SELECT d.failing, shard(), sum(d.change) FROM (
            SELECT n.failing, 1 AS change FROM new_rows n UNION ALL SELECT o.failing, -1 FROM old_rows o) d
        GROUP BY d.failing HAVING sum(d.change) <> 0 ORDER BY d.failing
        ON CONFLICT (failing, shard) DO UPDATE SET vehicles = c.vehicles + excluded.vehicles;
        PERFORM mark_blocked(k.ids) FROM (
            SELECT array_agg(DISTINCT m.vehicle_id) AS ids FROM (
                SELECT d.vehicle_id FROM (
                    SELECT 1 AS change, n.vehicle_id, n.missing_count = 0 AS complete FROM new_rows n
                    UNION ALL SELECT -1, o.vehicle_id, o.missing_count = 0 FROM old_rows o) d
                GROUP BY d.vehicle_id, d.complete HAVING sum(d.change) <> 0) m) k
        WHERE k.ids IS NOT NULL;
    END IF;
    RETURN NULL;
END $$
