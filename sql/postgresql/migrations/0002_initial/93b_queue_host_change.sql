CREATE TRIGGER host_changed AFTER UPDATE OF host ON scrape_retry_queue
FOR EACH ROW WHEN (NEW.host <> OLD.host) EXECUTE FUNCTION queue_host_changed()
