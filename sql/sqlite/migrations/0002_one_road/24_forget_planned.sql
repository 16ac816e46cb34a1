-- The members are counted by the triggers from here on.
UPDATE retry_batches SET planned = 0
