UPDATE vehicles SET vin = :vin, vin_source = :vin_source, vin_confidence = :vin_confidence, updated_at = :now
WHERE id = :id
