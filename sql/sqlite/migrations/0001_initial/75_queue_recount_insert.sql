CREATE TRIGGER queue_recount_insert INSTEAD OF INSERT ON queue_recount
BEGIN
    UPDATE vehicle_scrape_state SET
        -- What waits for another step has no time of its own.
        next_retry_at = (SELECT min(q.next_retry_at) FROM queue_unblocked q WHERE q.vehicle_id = NEW.vehicle_id),
        held_reason = (SELECT max(q.held_reason) FROM scrape_retry_queue q
                       WHERE q.vehicle_id = NEW.vehicle_id AND q.status = 'pending'),
        running = EXISTS (SELECT 1 FROM scrape_retry_queue q
                          WHERE q.vehicle_id = NEW.vehicle_id AND q.status = 'running'),
        version = version + 1
    WHERE vehicle_id = NEW.vehicle_id;
END
