-- What is to be queued, and under which id.
CREATE TYPE wanted_step AS (id text, vehicle_id vehicle_key, step_name text, host text)
