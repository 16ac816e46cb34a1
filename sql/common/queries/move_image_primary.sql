UPDATE vehicle_images SET is_primary = true
WHERE id = :into AND EXISTS (SELECT 1 FROM vehicle_images f WHERE f.id = :from AND f.is_primary)
