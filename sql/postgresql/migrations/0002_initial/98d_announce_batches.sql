-- Once more when the rows of the batch have followed.
CREATE TRIGGER announce AFTER UPDATE OF state, settling ON retry_batches FOR EACH ROW
WHEN ((OLD.state, OLD.settling) IS DISTINCT FROM (NEW.state, NEW.settling)) EXECUTE FUNCTION announce('work')
