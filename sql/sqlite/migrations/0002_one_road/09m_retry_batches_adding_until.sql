-- An import adds members until then at least; it says so again and again while it does.
ALTER TABLE retry_batches ADD COLUMN adding_until TEXT
