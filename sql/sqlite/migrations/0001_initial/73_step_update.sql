CREATE TRIGGER step_update AFTER UPDATE ON vehicle_steps
BEGIN
    INSERT INTO step_recount (vehicle_id) VALUES (NEW.vehicle_id);
END
