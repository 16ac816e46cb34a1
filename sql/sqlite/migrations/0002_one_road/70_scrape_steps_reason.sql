-- Why it was made: import, retry, scraper_improved.
ALTER TABLE scrape_steps ADD COLUMN reason TEXT NOT NULL DEFAULT 'retry'
