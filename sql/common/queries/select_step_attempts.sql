SELECT attempts FROM vehicle_steps WHERE vehicle_id = :vehicle_id AND step_name = :step_name
