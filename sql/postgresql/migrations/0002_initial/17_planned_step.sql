-- A member of a batch.
CREATE TYPE planned_step AS (vehicle_id vehicle_key, step_name text, position integer, host text)
