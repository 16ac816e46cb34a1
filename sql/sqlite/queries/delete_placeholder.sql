DELETE FROM vehicles WHERE id = :id AND status = 'pending'
AND NOT EXISTS (SELECT 1 FROM vehicle_images i WHERE i.vehicle_id = vehicles.id)
AND NOT EXISTS (SELECT 1 FROM scrape_steps t
                WHERE t.vehicle_id = vehicles.id AND t.status = 'success' AND t.step_name = 'extract_data')
