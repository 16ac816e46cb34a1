-- Kept by the triggers 22 and 23, like the ten that follow.
ALTER TABLE retry_batches ADD COLUMN unreleased_items INTEGER NOT NULL DEFAULT 0
