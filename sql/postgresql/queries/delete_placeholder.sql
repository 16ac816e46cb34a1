-- The mark tells our placeholders from vehicles of other programs, which are pending until they have an image.
DELETE FROM vehicles WHERE id = :id AND status = 'pending' AND origin_metadata ->> 'placeholder' IN ('true', '1')
AND NOT EXISTS (SELECT 1 FROM vehicle_images i WHERE i.vehicle_id = vehicles.id)
AND NOT EXISTS (SELECT 1 FROM scrape_steps t
                WHERE t.vehicle_id = vehicles.id AND t.status = 'success' AND t.step_name = 'extract_data')
