-- Nothing follows by itself.
ALTER TABLE scrape_steps ADD COLUMN is_dead INTEGER NOT NULL DEFAULT 0
