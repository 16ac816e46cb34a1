AND (%1, s.vehicle_id) < (:after_value, :after_id)
