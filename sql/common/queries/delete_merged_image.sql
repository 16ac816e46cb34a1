DELETE FROM vehicle_images WHERE id = :from AND EXISTS (SELECT 1 FROM vehicle_images i WHERE i.id = :into)
