CREATE TRIGGER announce AFTER UPDATE OF state ON circuit_breakers FOR EACH ROW
WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION announce('work')
