-- What identifies a vehicle: the type of its key in the database that is there.
CREATE DOMAIN vehicle_key AS uuid
