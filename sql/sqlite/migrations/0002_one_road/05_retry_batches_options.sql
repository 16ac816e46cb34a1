-- What every queue row of the batch is told.
ALTER TABLE retry_batches ADD COLUMN options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options))
