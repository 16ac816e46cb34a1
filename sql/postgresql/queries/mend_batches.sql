-- Made in the future: its undo window, or the time it was to start at, counts from now.
UPDATE retry_batches SET
    starts_at = CAST(:now AS timestamptz) + (starts_at - created_at), created_at = :now, adding_until = NULL
WHERE state IN ('planned', 'running', 'paused') AND created_at > :latest
