CREATE INDEX vehicle_steps_unparsed ON vehicle_steps (extractor_version, vehicle_id)
WHERE status = 'failed' AND cause = 'parse_failed'
