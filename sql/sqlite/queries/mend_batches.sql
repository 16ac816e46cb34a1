-- Made in the future: its undo window, or the time it was to start at, counts from now.
UPDATE retry_batches SET
    starts_at = strftime('%Y-%m-%dT%H:%M:%fZ', :now, (julianday(starts_at) - julianday(created_at)) || ' days'),
    created_at = :now, adding_until = NULL
WHERE state IN ('planned', 'running', 'paused') AND created_at > :latest
