-- The first of the failures since the last success.
ALTER TABLE vehicle_steps ADD COLUMN failed_since TEXT
