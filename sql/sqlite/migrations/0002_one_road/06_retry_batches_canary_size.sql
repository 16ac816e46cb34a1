-- So many members are released first; 0: no canary, or it has been decided.
ALTER TABLE retry_batches ADD COLUMN canary_size INTEGER NOT NULL DEFAULT 0
