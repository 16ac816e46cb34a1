DROP TRIGGER queue_update
