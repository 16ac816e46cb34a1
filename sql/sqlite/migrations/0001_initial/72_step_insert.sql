CREATE TRIGGER step_insert AFTER INSERT ON vehicle_steps
BEGIN
    INSERT INTO step_recount (vehicle_id) VALUES (NEW.vehicle_id);
END
