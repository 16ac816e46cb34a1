INSERT INTO circuit_breakers (host, step_name) SELECT DISTINCT host, step_name FROM scrape_retry_queue WHERE true
ON CONFLICT (host, step_name) DO NOTHING
