-- INSERT INTO queue_recount (vehicle_id) copies what is queued for a vehicle into its state: trigger 75 does the work.
CREATE VIEW queue_recount AS SELECT id AS vehicle_id FROM vehicles WHERE 0
