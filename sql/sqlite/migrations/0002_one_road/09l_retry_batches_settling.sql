-- Its state has changed and not all of its rows have followed yet.
ALTER TABLE retry_batches ADD COLUMN settling INTEGER NOT NULL DEFAULT 0
