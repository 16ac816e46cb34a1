-- A running batch whose starts_at has not come is called waiting: its undo window is open.
ALTER TABLE retry_batches ADD COLUMN state TEXT NOT NULL DEFAULT 'running'
    CHECK (state IN ('planned', 'running', 'paused', 'done', 'cancelled'))
