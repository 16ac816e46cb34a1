CREATE INDEX scrape_steps_by_day ON scrape_steps (completed_at, is_retry, status, step_name)
